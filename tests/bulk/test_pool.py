"""Whatever becomes of a worker, each article comes out once, in order, coded or as a failure, and the batch goes on."""

import multiprocessing
import os
import struct
import time
from collections.abc import Iterable, Iterator

import pytest
from wayward import Wayward

from allegedly.bulk import code_all, pool
from allegedly.errors import AllegedlyError
from allegedly.reading import Failure
from allegedly.records import Article, content_id


def article(text: str) -> Article:
    return Article(id=content_id(text), text=text)


def outcomes(documents: Iterable[Article | Failure], *, workers: int = 2, seconds: float = 60.0) -> list[str]:
    """What became of each: "coded …", or the failure's code."""
    results = list(pool.Pool(Wayward(), workers, seconds).run(documents))
    return [r.code if isinstance(r, Failure) else r.coder or "" for r in results]


def test_results_come_in_the_order_of_arrival_and_failures_pass_through():
    documents = [article("x" * n) for n in range(1, 21)]
    documents.insert(3, Failure("scan.pdf", "R05"))
    expected = [d.code if isinstance(d, Failure) else f"coded {len(d.text)}" for d in documents]
    assert outcomes(documents, workers=3) == expected


def test_no_documents_give_no_results():
    assert outcomes([]) == []


def test_an_article_that_kills_its_worker_is_a_failure_and_the_rest_is_coded():
    texts = ["Troops left.", "The worker is killed here.", "Rebels came.", "Talks began."]
    results = list(pool.Pool(Wayward(), 2, 60.0).run(map(article, texts)))
    assert [isinstance(r, Failure) for r in results] == [False, True, False, False]
    assert (results[1].code, results[1].detail) == ("L04", "signal 9")


def test_an_article_that_hangs_is_a_failure_and_the_rest_is_coded():
    texts = ["Troops left.", "The worker hangs here.", "Rebels came.", "Talks began."]
    assert outcomes(map(article, texts), seconds=1.0) == ["coded 12", "L05", "coded 12", "coded 12"]


def test_a_worker_that_dies_idle_costs_no_article():
    def slowly() -> Iterator[Article]:
        for text in ("This one dies idle.", "So does this one: dies idle.", "Talks began.", "Talks ended."):
            yield article(text)
            time.sleep(0.4)  # longer than a worker lives after these

    assert outcomes(slowly()) == ["coded 19", "coded 28", "coded 12", "coded 12"]


def test_many_articles_in_a_row_may_kill_their_workers():
    texts = [f"killed {n}" if n % 2 else f"Talks {n}" for n in range(8)]
    assert outcomes(map(article, texts)) == [f"coded {len(t)}" if t.startswith("Talks") else "L04" for t in texts]


def test_a_missing_model_is_said_at_once():
    with pytest.raises(AllegedlyError, match=r"no English model.*L01"):
        list(pool.Pool(Wayward("no model"), 2, 60.0).run([article("Talks began.")]))


def test_a_faulty_table_ends_the_run():
    with pytest.raises(AllegedlyError, match=r"mine/groups\.tsv:2.*T01"):
        list(pool.Pool(Wayward(), 2, 60.0).run(map(article, ["Talks began.", "The table is laid.", "Talks ended."])))


def test_workers_that_die_while_loading_do_not_go_on_for_ever():
    with pytest.raises(AllegedlyError, match=r"exit code 7.*L04"):
        list(pool.Pool(Wayward("dies"), 2, 60.0).run([article("Talks began.")]))


def test_a_word_that_breaks_off_is_a_death():
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    os.write(theirs.fileno(), struct.pack("!i", 100) + b"only half")
    theirs.close()
    worker = pool.Worker.__new__(pool.Worker)
    worker.connection = ours
    with pytest.raises(EOFError):
        worker.hear()
    ours.close()


def test_no_more_is_read_ahead_than_the_workers_need():
    read = 0

    def counted() -> Iterator[Article]:
        nonlocal read
        for number in range(100):
            read += 1
            yield article(f"Talks {number}")

    results = pool.Pool(Wayward(), 2, 60.0).run(counted())
    next(results)
    assert read <= 2 * pool.AHEAD + 2
    results.close()


def test_workers_end_with_the_batch():
    results = pool.Pool(Wayward(), 2, 60.0).run(map(article, ["Talks began.", "Talks ended.", "Talks failed."]))
    next(results)
    results.close()
    assert not multiprocessing.active_children()


def test_without_an_article_no_model_is_loaded(monkeypatch):
    monkeypatch.setattr(pool.Settings, "coder", lambda _: pytest.fail("the models were loaded"))
    failure = Failure("missing.txt", "R02")
    assert list(code_all([failure])) == [failure]
