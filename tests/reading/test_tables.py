from pathlib import Path

import pytest

from allegedly.errors import AllegedlyError
from allegedly.reading import article_from_text, read_safely

LEAD = "Rebels shelled the airport of Aden on Sunday and wounded five guards, the interior ministry said."
TEXT = f"Airport of Aden comes under fire\n\nAden Gazette, 13 May 2019\n\n{LEAD}\n\nGold rates today\n\n{LEAD}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outlets.tsv").write_text(
        "name\tkind\tcountry\tdomains\nAden Gazette\toutlet\tYEM\tadengazette.example\n"
    )
    (tmp_path / "furniture.toml").write_text('[boilerplate]\nwhole = ["gold rates today"]\n')
    return tmp_path


def test_users_outlets_and_furniture(folder: Path):
    assert article_from_text(TEXT).outlets == ()
    article = article_from_text(TEXT, tables=[folder])
    assert article.outlets == ("Aden Gazette",)
    assert [b.role for b in article.blocks] == ["headline", "dateline", "body", "boilerplate", "body"]


def test_users_tables_reach_the_child(folder: Path):
    (article,) = read_safely([TEXT.encode()], tables=[folder])
    assert article.outlets == ("Aden Gazette",)


def test_faulty_table_is_named_before_anything_is_read(folder: Path):
    (folder / "furniture.toml").write_text("[boilerplate]\nwhole = 3\n")
    with pytest.raises(AllegedlyError, match=r"furniture\.toml"):
        next(read_safely([TEXT.encode()], tables=[folder]))
