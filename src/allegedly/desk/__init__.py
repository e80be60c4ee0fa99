"""The desk: an archive read, searched, added to and reviewed in a browser, over a plain REST API."""

from allegedly.desk.app import make_app
from allegedly.desk.guard import check_address
from allegedly.desk.secret import secret_beside
from allegedly.desk.users import Users

__all__ = ["Users", "check_address", "make_app", "secret_beside"]
