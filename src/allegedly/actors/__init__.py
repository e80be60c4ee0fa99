"""Who: parties with country, sectors and fullest name; who is meant by "he"."""

from allegedly.actors.cast import Cast

__all__ = ["Cast"]
