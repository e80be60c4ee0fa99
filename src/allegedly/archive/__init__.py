"""The archive: coded articles kept, asked, compared: copies of one report, incidents, accounts, disputes."""

from allegedly.archive.geometry import Box, Circle
from allegedly.archive.panels import PanelRow, panel
from allegedly.archive.queries import Question, ask, count, events
from allegedly.archive.rows import EventRow, event_rows
from allegedly.archive.store import Archive, ArticleRow, FailureRow, Sighting, Source

__all__ = [
    "Archive",
    "ArticleRow",
    "Box",
    "Circle",
    "EventRow",
    "FailureRow",
    "PanelRow",
    "Question",
    "Sighting",
    "Source",
    "ask",
    "count",
    "event_rows",
    "events",
    "panel",
]
