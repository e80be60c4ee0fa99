import pytest

from allegedly.accounting import Exit, Tally


def tally(**counts: int) -> Tally:
    return Tally(arrived=sum(counts.values()), **counts)


def test_a_lost_document_is_an_error():
    with pytest.raises(AssertionError, match="3 documents came in, but 2"):
        Tally(arrived=3, coded=2).line()


def test_the_line_points_to_the_failures():
    line = tally(coded=2, failed=1).line("allegedly failures news.db")
    assert line == "in 3 · coded 2 · duplicates 0 · failed 1 (see: allegedly failures news.db) · skipped 0"


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ({"coded": 1}, Exit.DONE),
        ({"duplicate": 1}, Exit.DONE),
        ({"coded": 1, "failed": 1}, Exit.SOME_FAILED),
        ({"failed": 2}, Exit.NOTHING),
        ({}, Exit.NOTHING),
    ],
)
def test_exit_codes(counts: dict[str, int], code: Exit):
    assert tally(**counts).exit_code() is code
