"""The tables as the first migration makes them. Never changed: later migrations start from here."""

from __future__ import annotations

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
)

from allegedly.archive.columns import portable

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
    Index(None, "day", "id"),
    Index(None, "type", "day", "id"),
    Index(None, "quad", "day", "id"),
    Index(None, "place_country", "day", "id"),
    Index(None, "voice_country", "day", "id"),
    Index(None, "lat", "lon"),
    Index(None, "article"),
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

#: One row for each pair of countries of an event: what panels are counted from.
dyads = Table(
    "dyads",
    metadata,
    _event_id(),
    Column("actor", String(8), primary_key=True),
    Column("recipient", String(8), primary_key=True),
    Column("month", String(7), nullable=False),
    Column("day", String(10), nullable=False),
    Index(None, "actor", "recipient", "day", "event"),
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
    Column("relation", String(8), nullable=False),  # copy, cut, embedded, update
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
    Column("relation", String(8), nullable=False),  # original, copy, cut, embedded, update
    Index(None, "report"),
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
    Column("disputed", Text, nullable=False),  # " polarity dead ": what the accounts contradict each other in
    Index(None, "day", "id"),
    Index(None, "disputed", "day", "id"),
)

accounts = Table(
    "accounts",
    metadata,
    _event_id(),
    Column("incident", String(16), ForeignKey("incidents.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("report", String(16), nullable=False),
    Column("sure", Boolean, nullable=False),
    Column("score", Float, nullable=False),
)

#: What a person has decided of two events; it holds whenever incidents are worked out anew.
verdicts = Table(
    "verdicts",
    metadata,
    Column("a", String(32), primary_key=True),
    Column("b", String(32), primary_key=True),
    Column("same", Boolean, nullable=False),
)

portable(metadata.tables.values())
