"""The article that comes with the package: an invented report, to try things on without a file of one's own."""

from importlib import resources


def example() -> bytes:
    """Return the bundled article as it would be read from a file."""
    return resources.files(__name__).joinpath("ministry.txt").read_bytes()
