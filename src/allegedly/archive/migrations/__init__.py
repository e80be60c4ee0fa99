"""Bringing an archive from the schema it was written with to the one this version reads."""
