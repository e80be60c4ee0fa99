from pathlib import Path

import pytest

from allegedly.actors import Cast
from allegedly.actors.folding import pieces, sound
from allegedly.actors.lexicon import load, plurals
from allegedly.drafts import Tokens
from allegedly.errors import AllegedlyError


def test_every_independent_state_is_there() -> None:
    countries = load().countries
    assert len(countries) >= 240
    assert {"PSE", "XKX", "TWN", "SSD", "TLS", "MNE", "HKG", "VAT"} <= set(countries)


def test_users_add_actors_in_a_file(parse, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    header = "name\taliases\tcountry\tsectors\tkind\n"
    (tmp_path / "groups.tsv").write_text(header + "Nightjar Front\tNJF\tKEN\tREB\tgroup\n", encoding="utf-8")
    parsed = parse("The Nightjar Front attacked a village in Uganda.")
    party = Cast(parsed, [tmp_path]).party(Tokens(0, 3))
    assert (party.name, party.country, party.sectors) == ("Nightjar Front", "KEN", ("REB",))
    assert Cast(parsed).party(Tokens(0, 3)).country != "KEN"


def test_a_word_may_mean_no_country_where_its_cues_are(parse, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    rows = "word\tcountry\tcues\nGeorgia\t-\tsingers|song\n"
    (tmp_path / "ambiguous.tsv").write_text(rows, encoding="utf-8")
    parsed = parse("The singers of Georgia sang. Kenya heard the song.")
    assert Cast(parsed, [tmp_path]).party(Tokens(3, 4)).country == "KEN"
    assert Cast(parsed).party(Tokens(3, 4)).country != "KEN"


def test_of_spellings_alike_the_first_is_shown() -> None:
    assert load().phrases["nato"][("nato",)].name == "NATO"


@pytest.mark.parametrize("row", ["Nightjar Front\t\tKenya\tREB\tgroup", "Nightjar Front\t\tKEN\tREBEL\tgroup"])
def test_a_wrong_code_is_refused_by_name(tmp_path: Path, row: str) -> None:
    (tmp_path / "groups.tsv").write_text("name\taliases\tcountry\tsectors\tkind\n" + row + "\n", encoding="utf-8")
    with pytest.raises(AllegedlyError, match="Nightjar Front"):
        load((tmp_path,))


def test_office_holders_serve_forwards_in_time() -> None:
    for rows in load().holders.values():
        assert all(row.until == "" or row.since < row.until for row in rows)


def test_pieces_fold_dots_hyphens_and_accents() -> None:
    assert pieces("U.S.-led") == ("us", "led")
    assert pieces("Élysée") == ("elysee",)
    assert pieces("al-Qaïda") == ("al", "qaida")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Gaddafi", "Kadhafi"), ("Gaddafi", "Qaddafi"), ("Deir al-Zor", "Deir ez-Zor"), ("Zawahiri", "al-Zawahri")],
)
def test_transliterations_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_different_names_sound_different() -> None:
    assert len({sound(name) for name in ("Gaddafi", "Hariri", "Mubarak", "Saleh", "Karzai")}) == 5


@pytest.mark.parametrize(
    ("one", "many"),
    [("party", "parties"), ("member of parliament", "members of parliament"), ("ally", "allies"), ("boss", "bosses")],
)
def test_plurals(one: str, many: str) -> None:
    assert plurals(one) == (many,)


def test_the_how_to_names_every_table() -> None:
    root = Path(__file__).parents[2]
    page = (root / "docs/how-to/actors.md").read_text(encoding="utf-8")
    shipped = sorted(path.name for path in (root / "src/allegedly/actors/tables").glob("*.tsv"))
    assert shipped
    assert [name for name in shipped if f"`{name}`" not in page] == []
