"""The main job on one page: an article in, the same article with its statements and attributed events out.

    reading ──► parse ──► encode ──► statements ──► events ──► parties, places, times ──► records

Every step can be replaced: ``Coder(steps=…)`` takes any list of steps whose needs are met in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from spacy.tokens import Doc

import allegedly
from allegedly import assemble
from allegedly.actors import Cast, name_implied, settle_own_acts, withhold_names
from allegedly.attribution import find_statements
from allegedly.drafts import EventDraft, Reason, StatementDraft
from allegedly.errors import AllegedlyError
from allegedly.events import find_events
from allegedly.language import Parsed, Parser, encoder
from allegedly.places import Atlas
from allegedly.reading import Failure, article_from_text
from allegedly.records import Article
from allegedly.steps import Step, check_order
from allegedly.times import Calendar

CODED_LANGUAGES = frozenset({"en"})


@dataclass(slots=True)
class Work:
    """What the rooms have found so far in one article."""

    article: Article
    parsed: Parsed
    encoding: encoder.Encoding | None = None
    statements: list[StatementDraft] = field(default_factory=list)
    events: list[EventDraft] = field(default_factory=list)
    cast: Cast | None = None
    atlas: Atlas | None = None
    calendar: Calendar | None = None


@dataclass(frozen=True, slots=True)
class Coding:
    """A coded article with everything that explains it."""

    article: Article
    work: Work | None  #: None where the article was kept uncoded
    reasons: dict[str, tuple[Reason, ...]]  #: why each event ("e1") and statement ("s1") is as it is

    @property
    def doc(self) -> Doc | None:
        """The spaCy Doc; None where nothing was parsed.

        ``doc.spans["statements"]`` and ``["events"]`` are what is said and the triggers, with the record's ids as
        ``id_`` and act or type as ``label_``.
        """
        return self.work.parsed.doc if self.work else None


class Coder:
    """Codes articles; loads its models once and may be used for any number of articles.

    ``tables`` are folders with the user's own additions to the tables. ``learned`` is False for the rules alone, True
    for the encoder's help (and AllegedlyError L02 if it is not there), None for whichever is possible. ``model`` names
    the spaCy model where the best installed one is not wanted.
    """

    def __init__(
        self,
        *,
        tables: Sequence[Path] = (),
        learned: bool | None = None,
        model: str | None = None,
        steps: Sequence[Step[Work]] | None = None,
    ) -> None:
        self.tables = tuple(Path(folder) for folder in tables)
        self.parser = Parser(model)
        self.encoder = _load_encoder(learned)
        self.steps = tuple(steps) if steps is not None else self.default_steps()
        check_order(self.steps, ("article", "parsed"))

    @property
    def name(self) -> str:
        """What codes: version and models, as the record keeps it."""
        learned = self.encoder.name if self.encoder else "rules alone"
        return f"allegedly {allegedly.__version__}; {self.parser.name}; {learned}"

    def default_steps(self) -> tuple[Step[Work], ...]:
        """Return the steps of the house in their order."""
        return (
            Step("encode", ("parsed",), ("encoding",), self._encode),
            Step("statements", ("parsed", "encoding"), ("statements",), self._find_statements),
            Step("events", ("parsed", "encoding", "statements"), ("events",), self._find_events),
            Step("actors", ("parsed", "statements", "events"), ("cast",), self._resolve_actors),
            Step("places", ("parsed", "events"), ("atlas",), self._resolve_places),
            Step("times", ("parsed", "events"), ("calendar",), self._resolve_times),
        )

    def code(
        self,
        source: str | Article | Doc,
        *,
        title: str | None = None,
        published: str | None = None,
        url: str | None = None,
    ) -> Article:
        """Return the article coded.

        ``source`` is a text, an Article that was read, or a spaCy Doc. ``title``, ``published`` (ISO date) and ``url``
        are what is known of a text from elsewhere. An article in a language that is not coded comes back with a note.
        Raises AllegedlyError R01 for an empty text and R15 for one longer than an article can be.
        """
        return self.explain(source, title=title, published=published, url=url).article

    def explain(
        self,
        source: str | Article | Doc,
        *,
        title: str | None = None,
        published: str | None = None,
        url: str | None = None,
    ) -> Coding:
        """Return the coding with the reasons for every field."""
        article = (
            source
            if isinstance(source, Article)
            else article_from_text(_text_of(source), title=title, published=published, url=url, tables=self.tables)
        )
        if article.language not in CODED_LANGUAGES and not isinstance(source, Doc):
            return Coding(replace(article, coder=self.name), None, {})
        parsed = self.parser.adopt(article, source) if isinstance(source, Doc) else self.parser.parse(article)
        work = Work(article, parsed)
        for step in self.steps:
            step.run(work)
        return self._finish(work)

    def pipe(self, articles: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
        """Yield every article coded and every failure as it came; what cannot be coded becomes a failure.

        Raises AllegedlyError T01 where a table cannot be read.
        """
        for article in articles:
            if isinstance(article, Failure):
                yield article
                continue
            try:
                yield self.code(article)
            except AllegedlyError as fault:
                if not fault.code.startswith("R"):
                    raise  # a table or a model is at fault, and no article will fare better
                yield Failure(article.url or article.id, fault.code, fault.detail)
            except Exception as fault:  # a step's own fault: the next article must be coded all the same
                yield Failure(article.url or article.id, "L03", f"{type(fault).__name__}: {str(fault)[:120]}")

    def _finish(self, work: Work) -> Coding:
        assert work.cast is not None  # noqa: S101  (the steps were checked)
        drafts = assemble.Drafts(work.parsed, work.statements, work.events)
        assemble.mark(drafts)
        article, reasons = assemble.article(drafts, work.cast, work.atlas, work.calendar, coder=self.name)
        return Coding(article, work, reasons)

    def _encode(self, work: Work) -> None:
        work.encoding = self.encoder.encode(work.parsed) if self.encoder else None

    def _find_statements(self, work: Work) -> None:
        work.statements = find_statements(work.parsed, work.encoding, self.tables)

    def _find_events(self, work: Work) -> None:
        work.events = find_events(work.parsed, work.statements, work.encoding, self.tables)

    def _resolve_actors(self, work: Work) -> None:
        work.cast = Cast(work.parsed, self.tables)
        work.cast.hear(work.statements)
        name_implied(work.parsed, work.events, work.cast, self.tables)
        settle_own_acts(work.events, work.statements, work.cast)
        withhold_names(work.events, work.cast)

    def _resolve_places(self, work: Work) -> None:
        work.atlas = Atlas(work.parsed, self.tables, events=work.events)

    def _resolve_times(self, work: Work) -> None:
        work.calendar = Calendar(work.parsed, self.tables, events=work.events)


def _text_of(source: str | Doc) -> str:
    return source if isinstance(source, str) else source.text


def _load_encoder(learned: bool | None) -> encoder.Encoder | None:
    if learned is False or (learned is None and not encoder.available()):
        return None
    return encoder.Encoder()
