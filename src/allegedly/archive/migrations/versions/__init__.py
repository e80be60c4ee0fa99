"""One module a step, each with the revision it starts from."""
