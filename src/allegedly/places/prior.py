"""How likely a place is to be meant by one of its names when nothing else is known."""

from __future__ import annotations

import math

from allegedly.places.gazetteer import Entry, How

#: What a feature code adds to the order of magnitude of the population; the longest prefix that fits counts.
_FEATURES = {
    "PCLI": 5.0,
    "PCL": 2.5,
    "CONT": 7.0,
    "ADM1": 0.5,
    "ADM2": -0.6,
    "ADM": -1.0,
    "PPLC": 3.0,
    "PPLA": 0.8,
    "PPLA2": 0.4,
    "PPLA3": 0.1,
    "PPLA4": 0.0,
    "PPLX": -0.8,
    "PPLL": -0.5,
    "PPLQ": -1.5,
    "PPLH": -1.5,
    "PPLW": -1.5,
    "PPL": 0.0,
    "OCN": 6.0,
    "SEA": 5.5,
    "GULF": 5.0,
    "RGN": 4.5,
    "ZN": 6.0,
    "STM": 3.5,
    "STRT": 5.0,
}

#: States and provinces that are in the news under their bare names.
_FIRST_ORDER = frozenset({"USA", "CAN", "AUS", "GBR", "IND", "DEU", "ESP", "ITA", "RUS", "CHN"})

_HOW: dict[How, float] = {"name": 0.0, "alias": -1.3, "loose": -1.8, "demonym": 2.5}

#: Entries of our own have no population; they are in the tables because they are in the news.
_OWN = 5.5


def prior(entry: Entry) -> float:
    """Return the weight of a place before its context, about 0 to 14."""
    code = entry.feature or ""
    bonus = next((_FEATURES[code[:n]] for n in range(len(code), 1, -1) if code[:n] in _FEATURES), 0.0)
    if entry.population <= 0 and code[:3] not in ("PPL", "ADM"):
        return max(_OWN, bonus) + 1.0 + _HOW[entry.how]
    if code == "ADM1" and entry.country in _FIRST_ORDER:
        bonus += 0.8
    alias = _HOW[entry.how] if not (entry.how == "alias" and code.startswith("PCL")) else 0.0
    return math.log10(entry.population + 10) + bonus + alias
