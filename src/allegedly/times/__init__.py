"""When: time expressions read as days, and the time of each event."""

from allegedly.times.calendar import Calendar
from allegedly.times.tagger import TimeExpression, tag

__all__ = ["Calendar", "TimeExpression", "tag"]
