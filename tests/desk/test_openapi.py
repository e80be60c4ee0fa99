"""What the API says of itself is asked of it in every way that schemathesis can think of: it never breaks.

Needs `pip install -e '.[dev]'`. It reads, and writes what the description allows: reviews, rulings, texts and files.
"""

import contextlib
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from made_up import ELSEWHERE, SECRET, SHELLING, QuickCoder, talks
from raid import REPORTS, VAGUE

from allegedly.archive import Archive, link
from allegedly.archive.reviews import named
from allegedly.desk import make_app

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.filterwarnings("ignore"),  # not ours: what the tools warn of among themselves
]
EXAMPLES = 25  #: of each operation, as described and otherwise, each with made-up names and with real ones
FIRST, SECOND = (f"{report.id}-e1" for report in REPORTS[:2])
#: What is put for a made-up name now and then, so that not everything is refused for it.
REAL = {"article": SHELLING.id, "id_": FIRST, "unit": next(iter(named(SHELLING.events))), "one": FIRST, "other": SECOND}
#: What is asked first, so that it is not left to chance whether anything is answered that takes more than names.
PLAIN = {"POST /review/{article}.json": {"unit": REAL["unit"], "action": "accept"}}


@pytest.fixture(scope="module")
def schemathesis():
    """Schemathesis, which takes seconds to load."""
    return pytest.importorskip("schemathesis", reason="schemathesis is not installed: pip install -e '.[dev]'")


@pytest.fixture(scope="module")
def operations(tmp_path_factory, schemathesis):
    """What the API describes, over an archive with something to ask of everywhere."""
    with Archive.open(tmp_path_factory.mktemp("fuzzed") / "news.db") as archive:
        for article in (SHELLING, ELSEWHERE, talks(), *REPORTS, VAGUE):
            archive.put(article)
        link(archive)
        app = make_app(archive, secret=SECRET, coder=QuickCoder(), hosts={"testserver", "localhost"})
        described = schemathesis.openapi.from_asgi("/openapi.json", app)
        yield {found.ok().label: found.ok() for found in described.get_all_operations()}
        app.state.intake.close()


def name(case, names):
    """Put names for those that were made up."""
    for part in (case.path_parameters, case.body):
        if isinstance(part, dict):
            part.update({name: value for name, value in names.items() if name in part})


def ask_all(operation, mode, ask):
    """Ask an operation as it describes itself, or in ways that it does not allow."""
    asked = given(case=operation.as_strategy(generation_mode=mode))(ask)
    checks = list(HealthCheck)
    few = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=checks)
    with contextlib.suppress(Unsatisfiable):  # what takes nothing cannot be asked wrongly
        few(asked)()


def test_nothing_that_is_asked_breaks_the_desk(operations, schemathesis):
    seen: Counter[tuple[str, int]] = Counter()
    broken = []

    def call(case):
        answer = case.call(headers={"Authorization": f"Bearer {SECRET}"})
        seen[case.operation.label, answer.status_code // 100] += 1
        if answer.status_code >= 500:
            broken.append((case.as_curl_command(), answer.text[:300]))

    def ask(case):
        for names in ({}, REAL):
            name(case, names)
            call(case)

    for label, operation in operations.items():
        if label in PLAIN:
            call(operation.Case(path_parameters=REAL, body=PLAIN[label], media_type="application/json"))
        for mode in schemathesis.GenerationMode:
            ask_all(operation, mode, ask)
    assert broken == []
    assert len(operations) >= 25
    assert [label for label in operations if not seen[label, 2]] == []
