"""``allegedly explain``: which rule or model decided each field, and why a sentence gave nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from allegedly.accounting import Tally
from allegedly.cli import options
from allegedly.cli.screen import screen
from allegedly.coder import Coder, Coding, Work
from allegedly.drafts import Reason, Tokens
from allegedly.errors import AllegedlyError
from allegedly.exports import phrases
from allegedly.reading import Failure, Limits
from allegedly.records import Article, Event, Statement


@click.command()
@click.argument("document", metavar="PATH | ARTICLE | -")
@click.option("--archive", default=None, help="The archive that holds the article; DOCUMENT is then its id.")
@click.option(
    "--event", "wanted", multiple=True, metavar="ID", help="Only this event or statement (e3, s1); may be given again."
)
@click.option("--why-not", default=None, metavar="WORDS", help="Say why the sentences with these words gave no event.")
@options.tables_option
@options.rules_option
def explain(
    document: str,
    archive: str | None,
    wanted: tuple[str, ...],
    why_not: str | None,
    tables: tuple[Path, ...],
    rules_only: bool,
) -> None:
    """Say for each event which rule or model decided each field, and on which words.

    The article is coded afresh, with the tables that are given, so that what is explained is what would be coded now.
    """
    coder = Coder(tables=tables, learned=False if rules_only else None)
    console = screen()
    tally, found = Tally(), False
    for article in _articles(document, archive, tables, tally):
        coding = coder.explain(article)
        tally.settle("coded")
        if why_not is None:
            _explain(coding, wanted, console)
        else:
            found = _explain_nothing(coding, why_not, tables, console) or found
    if why_not is not None and tally.coded and not found:
        raise click.UsageError(f"no sentence that is read for events has the words {why_not!r}")
    sys.exit(tally.exit_code())


def _articles(document: str, archive: str | None, tables: tuple[Path, ...], tally: Tally) -> Iterator[Article]:
    """Yield the article of the archive, or those of the file; what cannot be read is told on standard error."""
    if archive is not None:
        from allegedly.archive import Archive

        with Archive.open(archive, create=False) as opened:
            tally.arrive()
            yield opened.article(document)
        return
    from allegedly.cli.reading import documents

    for _, found in documents((document,), Limits(), tables, tally):
        if isinstance(found, Failure):
            tally.settle("failed")
            click.echo(f"allegedly: {found}", err=True)
        else:
            yield found


def _explain(coding: Coding, wanted: tuple[str, ...], console: Console) -> None:
    records: tuple[Statement | Event, ...] = (*coding.article.statements, *coding.article.events)
    known = {record.id: record for record in records}
    for identity in wanted:
        if identity not in known:
            raise AllegedlyError("S04", identity, f"the article has {', '.join(known) or 'no records'}")
    for note in coding.article.notes:
        console.print(Text(f"note: {note}", style="italic"))
    if not known:
        console.print("No statement and no event was found; --why-not WORDS says why a sentence gave none.")
    for identity in wanted or known:
        record = known[identity]
        console.print(Text(_headline(record, coding.article), style="bold"))
        console.print(_table(record, coding.reasons.get(identity, ()), coding.work))


def _headline(record: Statement | Event, article: Article) -> str:
    if isinstance(record, Statement):
        return f"{record.id}  {phrases.party(record.source)}: {phrases.said(record, article)}"
    words = record.trigger.of(article.text)
    parties = f"{phrases.parties(record.actors)} → {phrases.parties(record.recipients)}"
    return f"{record.id}  {phrases.kind(record)}  “{words}”  {parties}  [{phrases.voice(record, article)}]"


def _table(record: Statement | Event, reasons: tuple[Reason, ...], work: Work | None) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("field", "value", "decided by", "on the words", "and"):
        table.add_column(name, overflow="fold")
    values = asdict(record)
    for reason in reasons:
        value = values.get(reason.field.partition(".")[0])
        shown = str(value) if isinstance(value, str | int | float) else ""
        table.add_row(reason.field, shown, reason.rule, Text(_words(reason.evidence, work)), reason.detail)
    return table


def _words(evidence: Tokens | None, work: Work | None) -> str:
    return work.parsed.text(evidence) if evidence is not None and work is not None else ""


def _explain_nothing(coding: Coding, words: str, tables: tuple[Path, ...], console: Console) -> bool:
    """Say of each sentence with the words why it gave no event; False where there is none."""
    from allegedly.events import why_not

    if coding.work is None:
        console.print("; ".join(coding.article.notes))
        return True
    parsed = coding.work.parsed
    sentences = [s for s in parsed.sentences if words.lower() in " ".join(parsed.text(s).split()).lower()]
    for sentence in sentences:
        console.print(Text(parsed.text(sentence).strip(), style="bold"))
        table = Table(box=box.SIMPLE_HEAD)
        for name in ("candidate", "condition", "and"):
            table.add_column(name, overflow="fold")
        for reason in why_not(parsed, sentence, coding.work.statements, coding.work.encoding, tables):
            table.add_row(Text(_words(reason.evidence, coding.work)), reason.rule, reason.detail)
        console.print(table if table.row_count else "No word here is a trigger in any frame.")
    return bool(sentences)
