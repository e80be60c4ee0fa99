"""When: time expressions read as days, and the time of each event."""

from allegedly.times.tagger import TimeExpression, tag

__all__ = ["TimeExpression", "tag"]
