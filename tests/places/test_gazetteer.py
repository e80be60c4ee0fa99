import lzma
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from allegedly.errors import AllegedlyError
from allegedly.places import Gazetteer, unpack


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(unpack.shipped())


def keys(gazetteer: Gazetteer, name: str) -> set[int | None]:
    return {entry.geonames for entry in gazetteer.find(name)}


def test_countries_and_states_carry_their_geonames_ids(gazetteer):
    assert 163843 in keys(gazetteer, "Syria")
    assert 6252001 in keys(gazetteer, "U.S.")
    assert 4736286 in keys(gazetteer, "Texas")
    assert gazetteer.country("UKR").geonames == 690791


def test_demonyms_lead_to_the_country(gazetteer):
    (entry,) = gazetteer.find("Syrian")
    assert (entry.country, entry.how) == ("SYR", "demonym")


def test_places_of_our_own_have_coordinates_and_no_id(gazetteer):
    (entry,) = gazetteer.find("Shayrat")
    assert entry.geonames is None
    assert entry.country == "SYR"
    assert entry.lat == pytest.approx(34.5, abs=0.1)


def test_a_name_of_several_words_is_one_name(gazetteer):
    assert any(entry.name == "Golan Heights" for entry in gazetteer.find("Golan Heights"))
    assert gazetteer.find("Sea of Oman")
    assert not any(entry.name == "Gulf of Oman" for entry in gazetteer.find("Oman"))


def test_country_aliases_swallow_no_city(gazetteer):
    assert all(entry.feature != "PCLI" for entry in gazetteer.find("London"))
    assert all(entry.feature != "PCLI" for entry in gazetteer.find("California"))


def test_unknown_names_lead_nowhere(gazetteer):
    assert gazetteer.find("Xyzzyville") == ()


def test_like_sounding_spellings_are_found(gazetteer):
    assert 173480 in {entry.geonames for entry in gazetteer.find_alike("Mayadeen")}


def test_a_town_lies_in_its_divisions_and_country(gazetteer):
    town = next(entry for entry in gazetteer.find("Kramatorsk") if entry.feature != "ADM2")
    assert 690791 in set(gazetteer.chain(town))


def test_lookups_take_less_than_a_millisecond(gazetteer):
    names = [f"{a}{b}" for a in ("Ba", "Ka", "San ", "New ", "Al ") for b in ("ton", "ra", "dor", "lim", "nes", "bad")]
    began = time.process_time()  # and not the clock: others may be at work here
    for name in names:
        gazetteer.find(name)
    assert (time.process_time() - began) / len(names) < 0.001


def test_users_add_places_of_their_own(tmp_path: Path):
    header = "name\tlat\tlon\tfeature\tcountry\tgeonames\taliases\n"
    (tmp_path / "supplement.tsv").write_text(
        header + "Camp Marmal\t36.7\t67.2\tINSM\tAFG\t\tMarmal\n", encoding="utf-8"
    )
    gazetteer = Gazetteer(unpack.shipped(), (tmp_path,))
    assert gazetteer.find("Marmal")[0].name == "Camp Marmal"


def test_a_faulty_table_names_its_line(tmp_path: Path):
    (tmp_path / "supplement.tsv").write_text("name\tlat\tlon\tfeature\nNowhere\tnorth\t1\tPPL\n", encoding="utf-8")
    with pytest.raises(AllegedlyError, match=r"supplement\.tsv:2"):
        Gazetteer(unpack.shipped(), (tmp_path,))


def test_the_cache_can_be_put_elsewhere(tmp_path: Path, monkeypatch):
    monkeypatch.setenv(unpack.CACHE_VARIABLE, str(tmp_path / "new"))
    path = unpack.shipped()
    assert path.parent == tmp_path / "new"
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.fixture
def small(tmp_path: Path, monkeypatch) -> None:
    """Have a small file in the place of the shipped one, which takes a second to unpack."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "gazetteer.sqlite.xz").write_bytes(lzma.compress(b"place" * 100_000))
    (data / "gazetteer.sqlite.digest").write_text(f"{'0' * 64} 500000")
    monkeypatch.setattr(unpack, "_DATA", data)


@pytest.mark.usefixtures("small")
def test_a_torn_file_is_unpacked_again(tmp_path: Path, monkeypatch):
    monkeypatch.setenv(unpack.CACHE_VARIABLE, str(tmp_path))
    path = unpack.shipped()
    whole = path.stat().st_size
    path.write_bytes(b"torn")
    # the folder for temporary files may hold a whole one: it must not be taken for granted either
    monkeypatch.setattr(unpack, "_temporary_folder", lambda: None)
    assert unpack.shipped().stat().st_size == whole


@pytest.mark.usefixtures("small")
def test_an_unwritable_cache_does_no_harm(tmp_path: Path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv(unpack.CACHE_VARIABLE, str(blocked))
    monkeypatch.setattr(unpack.tempfile, "gettempdir", lambda: str(tmp_path))
    assert unpack.shipped().is_file()


@pytest.mark.usefixtures("small")
def test_several_may_unpack_at_once(tmp_path: Path, monkeypatch):
    monkeypatch.setenv(unpack.CACHE_VARIABLE, str(tmp_path / "cache"))
    with ThreadPoolExecutor(8) as together:
        found = set(together.map(lambda _: unpack.shipped().stat().st_size, range(8)))
    assert found == {500_000}
    assert len(list((tmp_path / "cache").iterdir())) == 1


@pytest.mark.slow
def test_processes_may_unpack_at_once(tmp_path: Path):
    ask = "from allegedly.places import unpack; print(unpack.shipped().stat().st_size)"
    command, environment = [sys.executable, "-c", ask], {**os.environ, unpack.CACHE_VARIABLE: str(tmp_path)}
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    sizes = [process.communicate()[0] for process in running]
    assert len(set(sizes)) == 1
    assert int(sizes[0]) > 0
    assert len(list(tmp_path.iterdir())) == 1
