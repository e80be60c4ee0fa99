"""Records of any shape for property tests: every field filled or unknown, every span inside its text."""

from hypothesis import strategies as st

from allegedly.records import (
    Article,
    Block,
    Count,
    Event,
    Evidence,
    Interval,
    Party,
    Place,
    Span,
    Statement,
    content_id,
)

# letters, marks, right-to-left, emoji, control characters and halves of surrogate pairs: what broken pages hold
_chars = st.one_of(
    st.sampled_from("ab ,.\n\r\t\0\"\\'éß\u0301\u200bשلا中😀\ud800\udfff\ufeff\x85\u2028"), st.characters(codec="utf-8")
)
texts = st.text(_chars, max_size=60)
_words = st.text(_chars, min_size=1, max_size=12)
_maybe_words = st.none() | _words
_country = st.none() | st.sampled_from(["RUS", "USA", "SYR", "UNO", "IMG"])
_sectors = st.lists(st.sampled_from(["GOV", "MIL", "REB", "CVL"]), max_size=2, unique=True).map(tuple)
_number = st.integers(0, 10_000)
_degrees = st.none() | st.floats(-90, 90)
_day = st.none() | st.dates().map(str)


def spans(length: int) -> st.SearchStrategy[Span]:
    return st.tuples(st.integers(0, length), st.integers(0, length)).map(lambda ends: Span(*sorted(ends)))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = draw(texts)
    span = spans(len(text))
    maybe = st.none() | span
    many = st.lists(span, max_size=3).map(tuple)
    party = st.builds(Party, span=maybe, name=_maybe_words, country=_country, sectors=_sectors)
    parties = st.lists(party, max_size=2).map(tuple)
    place = st.builds(
        Place,
        span=maybe,
        name=_words,
        geonames=st.none() | _number,
        lat=_degrees,
        lon=_degrees,
        feature=st.none() | st.just("PPL"),
        country=_country,
        score=st.none() | st.floats(0, 1),
    )
    time = st.builds(Interval, span=maybe, start=_day, end=_day, granularity=st.sampled_from(["day", "month", "year"]))
    count = st.builds(Count, span=maybe, min=_number, max=st.none() | _number)
    block = st.builds(Block, role=st.sampled_from(["headline", "body"]), spans=many)
    evidence = st.builds(Evidence, title=maybe, published=maybe, outlets=st.lists(maybe).map(tuple))
    statements = [
        draw(
            st.builds(
                Statement,
                id=st.just(f"s{n}"),
                source=party,
                cue=maybe,
                content=many,
                kind=st.sampled_from(["direct", "indirect", "mixed"]),
                within=st.none() | st.just("s1"),
            )
        )
        for n in range(1, draw(st.integers(0, 3)) + 1)
    ]
    voices = st.lists(st.sampled_from([s.id for s in statements]), max_size=2).map(tuple) if statements else st.just(())
    events = [
        draw(
            st.builds(
                Event,
                id=st.just(f"e{n}"),
                trigger=span,
                type=st.sampled_from(["ASSAULT", "ACCUSE"]),
                mode=st.none() | st.just("firearms"),
                contexts=st.sampled_from([(), ("military",)]),
                quad=st.integers(1, 4),
                cameo=st.none() | st.just("190"),
                actors=parties,
                recipients=parties,
                voice=voices,
                certainty=st.sampled_from(["certain", "probable", "possible", "unknown"]),
                polarity=st.sampled_from("+-"),
                tense=st.sampled_from(["past", "present", "future"]),
                place=st.none() | place,
                time=st.none() | time,
                dead=st.none() | count,
                injured=st.none() | count,
                confidence=st.floats(0, 1),
            )
        )
        for n in range(1, draw(st.integers(0, 3)) + 1)
    ]
    return Article(
        id=content_id(text),
        text=text,
        title=draw(_maybe_words),
        published=draw(_day),
        language=draw(st.none() | st.just("en")),
        outlets=draw(st.lists(_words, max_size=3).map(tuple)),
        url=draw(_maybe_words),
        blocks=tuple(draw(st.lists(block, max_size=3))),
        statements=tuple(statements),
        events=tuple(events),
        evidence=draw(st.none() | evidence),
        notes=draw(st.lists(_words, max_size=2).map(tuple)),
        coder=draw(_maybe_words),
    )
