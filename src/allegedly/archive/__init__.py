"""The archive: coded articles kept, asked, compared: copies of one report, incidents, accounts, disputes."""

from allegedly.archive.geometry import Box, Circle
from allegedly.archive.incidents import Dossier, Incident, disputes, incident, incidents
from allegedly.archive.linking import decide, decisions, link, reconsider, relink
from allegedly.archive.panels import PanelRow, panel
from allegedly.archive.queries import Question, ask, count, events
from allegedly.archive.reports import Carrier, Report, copies_in, reports
from allegedly.archive.rows import EventRow, event_rows
from allegedly.archive.rulings import Ruling, rulings
from allegedly.archive.sources import Record, sources
from allegedly.archive.store import Archive, ArticleRow, FailureRow, Sighting, Source

__all__ = [
    "Archive",
    "ArticleRow",
    "Box",
    "Carrier",
    "Circle",
    "Dossier",
    "EventRow",
    "FailureRow",
    "Incident",
    "PanelRow",
    "Question",
    "Record",
    "Report",
    "Ruling",
    "Sighting",
    "Source",
    "ask",
    "copies_in",
    "count",
    "decide",
    "decisions",
    "disputes",
    "event_rows",
    "events",
    "incident",
    "incidents",
    "link",
    "panel",
    "reconsider",
    "relink",
    "reports",
    "rulings",
    "sources",
]
