"""Who is meant where a sentence names nobody, and on whose word a speaker's own acts stand."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from allegedly import Event
from allegedly.actors import Cast, name_implied, withhold_names
from allegedly.actors.implied import Events
from allegedly.coder import Coder
from allegedly.drafts import EventDraft, Tokens
from allegedly.language import Parsed

Parse = Callable[..., Parsed]
SHIPPED = files("allegedly.actors") / "tables" / "implied.tsv"
RAID = "Rebels of the Nightjar Front raided Gao on Monday. The raid lasted an hour."


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder(learned=False)


def only(coder: Coder, text: str, kind: str) -> Event:
    found = [e for e in coder.code(text, published="2021-05-04").events if e.type == kind]
    assert len(found) == 1, found
    return found[0]


def drafts(parsed: Parsed) -> list[EventDraft]:
    words = [token.text for token in parsed.doc]
    first, second = words.index("raided"), words.index("raid")
    told = EventDraft(trigger=Tokens(first, first + 1), head=first, type="ASSAULT")
    told.actors, told.recipients = [Tokens(0, 1)], [Tokens(first + 1, first + 2)]
    return [told, EventDraft(trigger=Tokens(second, second + 1), head=second, type="ASSAULT")]


def test_whom_an_attack_hit_is_not_offered_as_the_attacker(parse: Parse) -> None:
    parsed = parse(RAID)
    cast = Cast(parsed)
    events = Events(parsed, drafts(parsed), cast)
    assert [parsed.text(o.mention) for o in events.offers(1, 0).values()] == ["Rebels"]
    assert [parsed.text(o.mention) for o in events.offers(1, 1).values()] == ["Gao"]


def test_parties_are_taken_over_or_left_out_and_never_doubled(parse: Parse) -> None:
    parsed = parse(RAID)
    told, bare = drafts(parsed)
    told.recipients.append(told.actors[0])  # nobody does a thing to himself
    name_implied(parsed, [told, bare], Cast(parsed))
    assert [parsed.text(t) for t in told.actors] == ["Rebels"]
    assert [parsed.text(t) for t in told.recipients] == ["Gao"]
    assert {parsed.text(t) for t in bare.actors} <= {"Rebels"}
    taken = [reason for reason in bare.reasons if reason.rule == "implied"]
    assert len(taken) == len(bare.actors) + len(bare.recipients)


def weights(folder: Path, party: float, country: float) -> Path:
    rows = f"bias\t{party}\t{country}\n"
    names = [line.split("\t")[0] for line in SHIPPED.read_text().splitlines() if line[:1] not in "#" and "\t" in line]
    rows += "".join(f"{name}\t0\t0\n" for name in names if name not in ("feature", "bias"))
    (folder / "implied.tsv").write_text("feature\tparty\tcountry\n" + rows)
    return folder


@pytest.mark.parametrize(
    ("party", "country", "named", "countries"),
    [(3.0, 3.0, ["Turkish jets"], {}), (-3.0, 3.0, [], {"actors": "TUR"}), (-3.0, -3.0, [], {})],
)
def test_where_only_the_country_is_likely_nobody_is_named(
    parse: Parse, tmp_path: Path, party: float, country: float, named: list[str], countries: dict[str, str]
) -> None:
    parsed = parse("Turkish jets raided Gao on Monday. The raid lasted an hour.")
    told, bare = drafts(parsed)
    told.actors, told.recipients = [Tokens(0, 2)], []
    name_implied(parsed, [told, bare], Cast(parsed), [weights(tmp_path, party, country)])
    assert [parsed.text(t) for t in bare.actors] == named
    assert bare.countries == countries


@pytest.mark.parametrize(("odds", "named"), [(-2.0, False), (2.0, True)])
def test_who_is_too_unlikely_is_not_named(parse: Parse, odds: float, named: bool) -> None:
    parsed = parse("Turkish jets raided Gao on Monday. The raid lasted an hour.")
    event = drafts(parsed)[0]
    event.actors, event.evidence = [Tokens(0, 2)], {"actor": odds}
    withhold_names([event], Cast(parsed))
    assert bool(event.actors) == named
    assert event.countries == ({} if named else {"actors": "TUR"})
    assert ("withheld" in [reason.rule for reason in event.reasons]) != named


def test_somebody_of_whom_the_country_is_known_stands_in_the_record_without_a_name(coder: Coder) -> None:
    texts = (
        "Norway's army bombed a camp in Mali on Monday. The bombing killed nine.",
        "Police in Oslo, Norway arrested two men on Monday. A third man was convicted of spying.",
    )
    unnamed = [p for t in texts for e in coder.code(t).events for p in (*e.actors, *e.recipients) if p.name is None]
    assert all(party.span is None and party.country and party.sectors == ("UNK",) for party in unnamed)
    assert unnamed


def test_what_a_speaker_does_in_words_stands_on_the_reporter_s_word(coder: Coder) -> None:
    own = "Norway's minister Kari Lund said on Monday that she had rejected the demands of Denmark."
    other = "Norway's minister Kari Lund said on Monday that Denmark had rejected the demands of Sweden."
    assert only(coder, own, "REJECT").voice == ()
    assert len(only(coder, other, "REJECT").voice) == 1


def test_an_attack_that_a_speaker_tells_of_stays_in_his_words(coder: Coder) -> None:
    event = only(coder, "Norway's army said on Monday that its jets had bombed a camp in Mali.", "ASSAULT")
    assert len(event.voice) == 1
