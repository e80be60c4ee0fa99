"""The tables of all rooms: users keep their additions in one folder, so no two tables may share a name."""

from collections import Counter
from importlib import resources


def test_no_two_rooms_have_a_table_of_the_same_name() -> None:
    rooms = resources.files("allegedly").iterdir()
    folders = [room.joinpath("tables") for room in rooms if room.is_dir()]
    names = Counter(
        table.name for folder in folders if folder.is_dir() for table in folder.iterdir() if table.is_file()
    )
    assert len(names) > 30
    assert [name for name, count in names.items() if count > 1] == []
