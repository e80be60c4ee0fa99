"""Where: names of places found, resolved to a gazetteer, and given to the events that happened there."""

from allegedly.places.atlas import Atlas, PlaceMention
from allegedly.places.gazetteer import Entry, Gazetteer

__all__ = ["Atlas", "Entry", "Gazetteer", "PlaceMention"]
