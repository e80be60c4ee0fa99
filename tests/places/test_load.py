import random
import time
import zipfile
from pathlib import Path

import pytest

from allegedly.errors import AllegedlyError
from allegedly.places import Gazetteer
from allegedly.places.load import load_geonames


def line(
    number, name, code, country="SY", *, alternates="", admin1="", admin2="", lat="35.1", lon="36.7", population="0"
):
    cells = [number, name, name, alternates, lat, lon, code[0], code, country, "", admin1, admin2, "", "", population]
    return "\t".join(map(str, [*cells, "", "300", "Asia/Damascus", "2024-01-01"])) + "\n"


SMALL = (
    line(90000001, "Muḩāfaz̧at Ḩamāh", "ADM1", alternates="Hama Governorate", admin1="10")
    + line(90000002, "Nahr al Kabir", "STM", alternates="Kabir River,نهر", lat="34.6", lon="36.0")
    + line(90000003, "Tell Qarah", "PPL", alternates="Tall Qara,TQR", admin1="10", population="1200")
)


@pytest.fixture
def small(tmp_path: Path) -> Gazetteer:
    (tmp_path / "SY.txt").write_text(SMALL, encoding="utf-8")
    loaded = load_geonames(tmp_path / "SY.txt", tmp_path / "own.sqlite")
    assert (loaded.places, loaded.skipped) == (3, 0)
    return Gazetteer(loaded.path)


def test_rivers_and_hamlets_are_found_by_all_their_names(small):
    (river,) = small.find("Kabir River")
    assert (river.geonames, river.feature, river.country) == (90000002, "STM", "SYR")
    assert [entry.geonames for entry in small.find("Tall Qara")] == [90000003]


def test_codes_and_other_scripts_are_no_names(small):
    assert small.find("TQR") == ()
    assert small.find("نهر") == ()


def test_places_lie_in_the_divisions_of_the_dump(small):
    (town,) = small.find("Tell Qarah")
    assert town.admin1 == 90000001
    assert town.lat == pytest.approx(35.1)


def test_the_zip_can_be_loaded_as_it_is(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "SY.zip", "w") as archive:
        archive.writestr("readme.txt", "about")
        archive.writestr("SY.txt", SMALL)
    assert load_geonames(tmp_path / "SY.zip", tmp_path / "own.sqlite").places == 3


def test_broken_lines_are_counted(tmp_path: Path):
    (tmp_path / "x.txt").write_text(SMALL + "half a line\n" + line(5, "Nowhere", "PPL", lat="x"), encoding="utf-8")
    assert load_geonames(tmp_path / "x.txt", tmp_path / "own.sqlite").skipped == 2


def test_a_file_that_is_no_dump_leaves_the_old_gazetteer(tmp_path: Path):
    (tmp_path / "own.sqlite").write_text("old")
    (tmp_path / "x.txt").write_text("no columns\n")
    with pytest.raises(AllegedlyError, match="R08"):
        load_geonames(tmp_path / "x.txt", tmp_path / "own.sqlite")
    assert (tmp_path / "own.sqlite").read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["own.sqlite", "x.txt"]


def test_a_missing_file_is_said(tmp_path: Path):
    with pytest.raises(AllegedlyError, match="R02"):
        load_geonames(tmp_path / "none.txt", tmp_path / "own.sqlite")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_million_places_load_in_minutes(tmp_path: Path):
    chance = random.Random(1)
    parts = [a + b for a in "bdfgklmnprst" for b in "aeiou"]
    with (tmp_path / "all.txt").open("w", encoding="utf-8") as dump:
        for number in range(1, 2_000_001):
            name = "".join(chance.choices(parts, k=4)).capitalize()
            dump.write(line(number, name, "PPL", lat=f"{chance.uniform(-80, 80):.4f}", admin1=str(number % 14)))
    began = time.perf_counter()
    loaded = load_geonames(tmp_path / "all.txt", tmp_path / "own.sqlite")
    assert loaded.places == 2_000_000
    assert time.perf_counter() - began < 300
    gazetteer = Gazetteer(loaded.path)
    names = ["".join(chance.choices(parts, k=4)).capitalize() for _ in range(500)]
    began = time.perf_counter()
    for name in names:
        gazetteer.find(name)
    assert (time.perf_counter() - began) / 500 < 0.001
