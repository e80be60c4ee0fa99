"""The desk: an archive read in a browser on this machine, over a plain REST API."""

from allegedly.desk.app import make_app

__all__ = ["make_app"]
