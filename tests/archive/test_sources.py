"""Voices and sources are counted: alone, contradicted, confirmed later. Copies count once."""

import pytest
from reported import ARMY, GAO, GUNMEN, KIDAL, REBELS, VILLAGERS, on, report

from allegedly.archive import Archive, link, sources
from allegedly.errors import AllegedlyError

pytestmark = pytest.mark.usefixtures("backend")

NEAR_GAO = {"actors": (GUNMEN,), "recipients": (VILLAGERS,), "place": GAO, "time": on("2021-05-04")}
LONG = (
    "Gunmen attacked a convoy of traders near Gao, the army said. The lorries were on their way from the weekly market "
    "to the river when the shooting began, and the drivers hid in a field of millet until the evening."
)
NEWS = [
    report(LONG, "Sahel Wire", "2021-05-04", voice=ARMY, **NEAR_GAO),
    report(LONG + " Copyright.", "Le Fleuve", "2021-05-06", voice=ARMY, **NEAR_GAO),
    report("Raiders attacked traders in a convoy near Gao.", "Kidal Post", "2021-05-05", **NEAR_GAO),
    report("Fighters attacked no convoy of traders near Gao, rebels say.", "Kidal Post", "2021-05-05",
           voice=REBELS, polarity="-", **NEAR_GAO),
    report("Gunmen attacked a well near Kidal, the army said.", "Sahel Wire", "2021-05-20", voice=ARMY,
           actors=(GUNMEN,), place=KIDAL, time=on("2021-05-20")),
]  # fmt: skip


@pytest.fixture(scope="module")
def archive(backend):
    with Archive.open(":memory:") as opened:
        for article in NEWS:
            opened.put(article)
        link(opened)
        yield opened


def counts(archive, **asked):
    return {
        r.name: (r.incidents, r.reports, r.alone, r.contradicted, r.confirmed, r.denies)
        for r in sources(archive, **asked)
    }


def test_voices_are_counted(archive):
    assert counts(archive, kind="voice") == {"Malian army": (2, 2, 1, 1, 1, 0), "CMA rebels": (1, 1, 0, 1, 0, 1)}


def test_sources_are_counted_and_a_copy_is_its_originator(archive):
    assert counts(archive, kind="source") == {"Sahel Wire": (2, 2, 1, 1, 1, 0), "Kidal Post": (1, 2, 0, 1, 0, 1)}


def test_records_are_asked_for_by_name_and_time_and_paged(archive):
    assert list(counts(archive, name="malian")) == ["Malian army"]
    assert counts(archive, kind="voice", since="2021-05-15") == {"Malian army": (1, 1, 1, 0, 0, 0)}
    first = sources(archive, limit=1)
    assert first + sources(archive, after=f"{first[0].kind}:{first[0].name}") == sources(archive)
    with pytest.raises(AllegedlyError, match="S04"):
        sources(archive, after="voice:nobody")
    with pytest.raises(AllegedlyError, match="voice, source"):
        sources(archive, kind="rumour")
