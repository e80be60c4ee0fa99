"""The tables of an archive, for SQLite and PostgreSQL alike.

The record itself, as JSON, is the truth; every other column repeats a part of it so that it can be asked for. What can
be worked out anew from the records (reports, incidents) is kept in tables of its own, which may be emptied at any time.
Rows are known by ids derived from content: writing the same thing twice meets the same key.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

from allegedly.archive.columns import portable

#: The migration that this code reads and writes.
REVISION = "0007"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: SQLite numbers rows by itself only where the key is a plain INTEGER.
Serial = BigInteger().with_variant(Integer, "sqlite")


def _article_key() -> Column[str]:
    return Column("article", String(16), ForeignKey("articles.key", ondelete="CASCADE"), nullable=False)


def _event_id() -> Column[str]:
    return Column("event", String(32), ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)


def _only(rows: str) -> dict[str, Any]:
    """Return the options of an index that holds some rows and no others."""
    return {"sqlite_where": text(rows), "postgresql_where": text(rows)}


articles = Table(
    "articles",
    metadata,
    Column("n", Serial, primary_key=True),
    Column("key", String(16), nullable=False, unique=True),  # from the text
    Column("id", Text, nullable=False, index=True),  # as the record has it
    Column("title", Text),
    Column("published", String(10), index=True),
    Column("language", String(8)),
    Column("url", Text),
    Column("outlets", Text, nullable=False),  # JSON list, republisher first
    Column("coder", Text),
    Column("statements", Integer, nullable=False),
    Column("events", Integer, nullable=False),
    Column("record", LargeBinary, nullable=False),  # the whole record as JSON
)

#: Every outlet of an article's chain, so that one can be asked for.
outlets = Table(
    "outlets",
    metadata,
    _article_key(),
    Column("position", SmallInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, index=True),  # in small letters
    Index(None, "article", "position", unique=True),
)

#: The same text met again under another address, title or outlet.
sightings = Table(
    "sightings",
    metadata,
    Column("id", String(16), primary_key=True),
    _article_key(),
    Column("given_id", Text),
    Column("title", Text),
    Column("published", String(10)),
    Column("url", Text),
    Column("outlets", Text, nullable=False),
    Index(None, "article"),
)

statements = Table(
    "statements",
    metadata,
    Column("id", String(32), primary_key=True),
    _article_key(),
    Column("local", String(16), nullable=False),  # "s1"
    Column("source", Text),
    Column("country", String(8), index=True),
    Column("sectors", Text, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("act", String(16), nullable=False),
    Column("within", String(16)),
    Column("cue", Text),
    Column("content", Text, nullable=False),
    Index(None, "article"),
    Index(None, "source"),
)

events = Table(
    "events",
    metadata,
    Column("n", Serial, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),  # article key and "e1"
    _article_key(),
    Column("local", String(16), nullable=False),
    Column("published", String(10)),
    Column("day", String(10), nullable=False),  # first day of the event, "" where unknown: what lists are ordered by
    Column("start", String(10)),
    Column("end", String(10)),
    Column("granularity", String(8)),
    Column("type", String(16), nullable=False),
    Column("mode", String(32)),
    Column("contexts", Text, nullable=False),
    Column("quad", SmallInteger, nullable=False),
    Column("cameo", String(8)),
    Column("actors", Text, nullable=False),  # names, for reading, one after the other with "; " between
    Column("actor_countries", Text, nullable=False),  # in the same order, "?" where unknown
    Column("actor_sectors", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("recipient_countries", Text, nullable=False),
    Column("recipient_sectors", Text, nullable=False),
    Column("voices", Text, nullable=False),  # names, outermost first
    Column("voice", Text),  # the innermost voice's name; NULL where the outlet says so itself
    Column("voice_country", String(8)),
    Column("voice_sectors", Text),
    Column("party_claim", Boolean, nullable=False),  # the innermost voice is of the country of an actor or recipient
    Column("certainty", String(8), nullable=False),
    Column("polarity", String(1), nullable=False),
    Column("tense", String(8), nullable=False),
    Column("trigger", Text, nullable=False),
    Column("trigger_start", Integer, nullable=False),
    Column("trigger_end", Integer, nullable=False),
    Column("quote", Text, nullable=False),  # the sentence it stands in
    Column("place", Text),
    Column("geonames", Integer),
    Column("lat", Float),
    Column("lon", Float),
    Column("feature", String(8)),
    Column("place_country", String(8)),
    Column("dead_min", Integer),
    Column("dead_max", Integer),
    Column("injured_min", Integer),
    Column("injured_max", Integer),
    Column("confidence", Float, nullable=False),
    Index(None, "day", "id", "end"),
    Index(None, "type", "day", "id"),
    Index(None, "quad", "day", "id"),
    Index(None, "place_country", "day", "id"),
    Index(None, "voice_country", "day", "id"),
    Index(None, "lat", "lon"),
    Index(None, "article"),
    # the few that last beyond their first day: who asks from a day on need not pass over all that ended before
    Index("ix_events_lasting", "end", "day", "id", **_only('"end" > day')),
)

parties = Table(
    "parties",
    metadata,
    _event_id(),
    Column("role", String(9), primary_key=True),  # actor, recipient, voice
    Column("position", SmallInteger, primary_key=True),
    Column("name", Text),
    Column("folded", Text, index=True),
    Column("country", String(8)),
    Column("sectors", Text, nullable=False),  # " GOV MIL ", with spaces around so that one can be looked for
    Column("day", String(10), nullable=False),
    Index(None, "country", "role", "day", "event"),
)

#: Each name of a party once (``names``).
names = Table(
    "names",
    metadata,
    Column("id", String(16), primary_key=True),  # from the name: names are too long for a key
    Column("folded", Text, nullable=False),
    Column("parties", Integer, nullable=False),
)

#: One row for each pair of countries of an event, with all that panels count it by: they are read from here alone.
dyads = Table(
    "dyads",
    metadata,
    Column("actor", String(8), primary_key=True),
    Column("recipient", String(8), primary_key=True),
    Column("day", String(10), primary_key=True),
    _event_id(),
    Column("type", String(16), nullable=False),
    Column("quad", SmallInteger, nullable=False),
    Column("granularity", String(8)),
    Column("tense", String(8), nullable=False),
    Column("certainty", String(8), nullable=False),
    Column("polarity", String(1), nullable=False),
    Column("claimed", Boolean, nullable=False),  # the innermost voice is of one of the two countries
    Column("incident", String(16)),  # as in ``accounts``; NULL while it has not been compared
    Column("report", String(16)),
    Index(None, "event"),
    sqlite_with_rowid=False,
)

#: What panels count, kept for each scale (``cells``): first of the events that are certain, then of those too that are
#: less. A cell without an event is not there.
cells = Table(
    "cells",
    metadata,
    Column("scale", SmallInteger, primary_key=True),
    Column("actor", String(8), primary_key=True),
    Column("recipient", String(8), primary_key=True),
    Column("period", String(7), primary_key=True),
    Column("kind", String(16), primary_key=True),
    *(
        Column(f"{of}{count}", Integer, nullable=False)
        for of in ("", "any_")
        for count in ("events", "incidents", "reports", "claims", "unclaimed", "denied")
    ),
    sqlite_with_rowid=False,
)

failures = Table(
    "failures",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("where", Text, nullable=False),
    Column("code", String(4), nullable=False),
    Column("detail", Text, nullable=False),
    Column("at", String(20), nullable=False),
)

#: What `add` has dealt with completely, so that it need not be read again.
journal = Table(
    "journal",
    metadata,
    Column("where", Text, primary_key=True),
    Column("size", BigInteger),
    Column("modified", BigInteger),
    Column("digest", String(64), index=True),
    Column("at", String(20), nullable=False),
)

#: Articles that came, or whose neighbours went, since reports and incidents were last worked out.
waiting = Table(
    "waiting",
    metadata,
    Column("article", String(16), ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True),
)

#: Runs of words by which texts that share a stretch are found; filled as articles are compared.
prints = Table(
    "prints",
    metadata,
    Column("number", BigInteger, primary_key=True),
    Column("article", String(16), ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True),
    Index(None, "article"),
    sqlite_with_rowid=False,
)

#: Two articles that carry the same report, the earlier one first.
pairs = Table(
    "pairs",
    metadata,
    Column("a", String(16), ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True),
    Column("b", String(16), ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True),
    Column("relation", String(8), nullable=False),  # copy, retitled, cut, embedded, update
    Column("contained", Float, nullable=False),  # part of the shorter one's words that both have
    Column("same_lead", Boolean, nullable=False),  # they begin with the same report
    Column("first_hosts", Boolean, nullable=False),  # where not: the first has the second's inside a story of its own
    Column("changed", Text, nullable=False),  # JSON: changed sentences and figures
    Index(None, "b"),
)

#: Which report an article carries, and what became of it there. Worked out by ``copies``.
reports = Table(
    "reports",
    metadata,
    Column("article", String(16), ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True),
    Column("report", String(16), primary_key=True),  # the key of the article that carries it first
    Column("relation", String(8), nullable=False),  # original, copy, retitled, cut, embedded, update
    Index(None, "report"),
)

#: What kind of thing happened in which country on which day: events that may be one are found by it.
clues = Table(
    "clues",
    metadata,
    Column("clue", Text, primary_key=True),
    Column("day", String(10), primary_key=True),
    _event_id(),
    Index(None, "event"),
    sqlite_with_rowid=False,
)

#: Two events that may be one, and how likely that is.
joins = Table(
    "joins",
    metadata,
    Column("a", String(32), ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("b", String(32), ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("score", Float, nullable=False),
    Index(None, "b"),
    sqlite_with_rowid=False,
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("type", String(16), nullable=False),
    Column("quad", SmallInteger, nullable=False),
    Column("day", String(10), nullable=False),
    Column("end", String(10)),
    Column("place", Text),
    Column("place_country", String(8)),
    Column("label", Text, nullable=False),
    Column("events", Integer, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("sources", Integer, nullable=False),  # independent ones
    Column("dead_low", Integer),
    Column("dead_best", Integer),
    Column("dead_high", Integer),
    Column("disputed", Text, nullable=False),  # " polarity dead ": what the accounts contradict each other in
    Index(None, "day", "id", "end"),
    Index("ix_incidents_lasting", "end", "day", "id", **_only('"end" > day')),
    Index("ix_incidents_in_dispute", "day", "id", **_only("disputed <> ''")),
)

accounts = Table(
    "accounts",
    metadata,
    _event_id(),
    Column("incident", String(16), ForeignKey("incidents.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("report", String(16), nullable=False),  # key of the article that told it first
    Column("source", Text, nullable=False),  # whose report that is: what counts as independent
    Column("sure", Boolean, nullable=False),
    Column("score", Float, nullable=False),
    Index(None, "source"),
    Index(None, "report"),
    sqlite_with_rowid=False,
)

#: The countries that have a part in accounts of incidents in dispute, so that the disputes of one are found in order.
contested = Table(
    "contested",
    metadata,
    Column("country", String(8), primary_key=True),
    Column("role", String(9), primary_key=True),
    Column("day", String(10), primary_key=True),  # the incident's
    Column("incident", String(16), ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "incident"),
    sqlite_with_rowid=False,
)

#: What one voice or source has to do with an incident, kept with the incident: what ``sources`` counts.
says = Table(
    "says",
    metadata,
    Column("incident", String(16), ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
    Column("tally", String(16), primary_key=True),  # where it is counted
    Column("day", String(10), nullable=False),  # the incident's
    Column("reports", Integer, nullable=False),
    Column("alone", Integer, nullable=False),  # 1 or 0, as the next three
    Column("contradicted", Integer, nullable=False),
    Column("confirmed", Integer, nullable=False),
    Column("denies", Integer, nullable=False),
    Index(None, "day"),
    sqlite_with_rowid=False,
)

#: The sums of ``says`` by name and month, by year and over all, so that nobody adds up the whole archive.
tallies = Table(
    "tallies",
    metadata,
    Column("id", String(16), primary_key=True),  # from kind, name, countries and period
    Column("kind", String(8), nullable=False),  # voice, source
    Column("name", Text, nullable=False),
    Column("countries", Text, nullable=False),  # of a voice, as it is coded: "RUS UKR"
    Column("step", String(5), nullable=False),  # month, year, all
    Column("period", String(7), nullable=False),  # "2017-10", "2017", "all"; "" where the incidents have no day
    Column("incidents", Integer, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("alone", Integer, nullable=False),
    Column("contradicted", Integer, nullable=False),
    Column("confirmed", Integer, nullable=False),
    Column("denies", Integer, nullable=False),
    Index(None, "step", "period"),
)

#: When something last changed in what is known of an article's events; who keeps them in memory reads those again. The
#: stamp of an article that was removed stays.
stamps = Table(
    "stamps",
    metadata,
    Column("article", String(16), primary_key=True),
    Column("tick", BigInteger, nullable=False, index=True),  # larger with each change of the archive
)

#: What a person has decided of two events; it holds whenever incidents are worked out anew.
verdicts = Table(
    "verdicts",
    metadata,
    Column("a", String(32), primary_key=True),
    Column("b", String(32), primary_key=True),
    Column("same", Boolean, nullable=False),
)

#: Who decided so, ruling by ruling: nothing is ever overwritten, and what is in force stands in ``verdicts``.
rulings = Table(
    "rulings",
    metadata,
    Column("n", Serial, primary_key=True),
    Column("a", String(32), nullable=False),
    Column("b", String(32), nullable=False),
    Column("author", Text, nullable=False),
    Column("at", String(20), nullable=False),
    Column("before", Boolean),  # whether they were one before; NULL where nobody had decided
    Column("after", Boolean),
    Column("undoes", BigInteger),  # the ruling that is taken back
    Index(None, "a", "b", "n"),
    Index(None, "b"),
)

#: What people decide of events, change by change: nothing is ever overwritten. An article's key and a unit's name come
#: from its text, so a change outlives a new coding, and the removal, of what it was made on.
reviews = Table(
    "reviews",
    metadata,
    Column("n", Serial, primary_key=True),
    Column("article", String(16), nullable=False),
    Column("unit", String(64), nullable=False),  # trigger and type of the machine's event, or a person's own
    Column("layer", Text, nullable=False),  # "" what all share; a coder's name where they code apart
    Column("author", Text, nullable=False),
    Column("at", String(20), nullable=False),
    Column("action", String(8), nullable=False),  # accept, correct, reject, add, adopt, undo
    Column("before", Text),  # JSON of what held before; NULL for nothing
    Column("after", Text),  # JSON of what holds after
    Column("undoes", BigInteger),  # the change that is taken back
    Column("comment", Text, nullable=False),
    Column("source", Text),  # the coder whose version was adopted
    Index(None, "article", "layer", "unit", "n"),
)

portable(metadata.tables.values())
