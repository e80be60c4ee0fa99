"""The article as the actors room reads it: tokens in plain lists, and the table entries found in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from allegedly.actors.folding import pieces
from allegedly.actors.lexicon import SUPRANATIONAL, Entry, Lexicon, SenseRow
from allegedly.drafts import Tokens
from allegedly.language.parsed import Parsed

Weights = dict[str, float]
#: In ambiguous.tsv: the word means no country.
NOBODY = "-"
PLACES = frozenset({"country", "adjective", "people", "capital", "state", "city"})
#: How much a country's name counts towards the article's own country, by where it stands.
HEADLINE, FIRST_PARAGRAPH, ELSEWHERE = 3.0, 2.0, 1.0
#: What each mention of a person adds to the country that he is known to be of.
PERSON = 0.3
#: How many times more a country counts towards the scene where something is said to be in it.
INSIDE = 3.0
INSIDE_WORDS = frozenset("in at near across inside outside throughout".split())
BETWEEN_WORDS = frozenset("the northern southern eastern western central nearby neighbouring neighboring ,".split())


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of the tables in the article."""

    start: int
    end: int
    entry: Entry


class Page:
    """Tokens as lists, which are many times faster to read than spaCy's, and the table hits over them."""

    def __init__(self, parsed: Parsed, lexicon: Lexicon) -> None:
        doc = list(parsed.doc)  # spaCy makes each token anew whenever it is asked
        self.parsed = parsed
        self.lexicon = lexicon
        self.words = [t.text for t in doc]
        self.lower = ["u.s." if w == "US" else w.lower() for w in self.words]  # the country is no pronoun
        self.pos = [t.pos_ for t in doc]
        self.tag = [t.tag_ for t in doc]
        self.dep = [t.dep_ for t in doc]
        self.head = [t.head.i for t in doc]
        self.entity = [t.ent_type_ for t in doc]
        self.fresh = [t.ent_iob_ == "B" for t in doc]
        self.space = [bool(t.whitespace_) for t in doc]
        self.title = pieces(parsed.article.title or "")
        self.vocabulary = {piece for word in set(self.words) for piece in pieces(word)} | set(self.title)
        self.hits: list[Hit] = []
        self.hit_at: list[Hit | None] = [None] * len(self.words)
        self.put(self._resolved(list(self._scan())))
        self.weights = self._weigh()
        self.home: str | None = None  #: the country that the article is most about
        self.scene: str | None = None  #: the country in which most of it happens

    def __len__(self) -> int:
        return len(self.words)

    def put(self, hits: Iterable[Hit]) -> None:
        """Add what has been found to stand for an entry of the tables."""
        for hit in hits:
            for token in range(hit.start, hit.end):
                self.hit_at[token] = hit
        found = {id(hit): hit for hit in self.hit_at if hit is not None}
        self.hits = list(found.values())

    def text(self, start: int, end: int) -> str:
        """Return the words as they are written, blanks single."""
        parts = (self.words[n] + (" " if self.space[n] and n + 1 < end else "") for n in range(start, end))
        return " ".join("".join(parts).split())

    def within(self, start: int, end: int) -> Iterator[Hit]:
        """Yield the hits that lie inside, in order."""
        at = start
        while at < end:
            hit = self.hit_at[at]
            if hit is not None and start <= hit.start and hit.end <= end:
                yield hit
                at = hit.end
            else:
                at += 1

    def _scan(self) -> Iterator[Hit]:
        """Yield the longest phrases of the tables, left to right, none over another."""
        flat = [(piece, n) for n, word in enumerate(self.words) for piece in pieces(word)]
        keys = [piece for piece, _ in flat]
        at = 0
        while at < len(flat):
            found = self._longest(keys, flat, at)
            if found is None or (keys[at] == "the" and self._hides_longer(keys, flat, at, found[0])):
                at += 1
                continue
            length, entry = found
            yield Hit(flat[at][1], flat[at + length - 1][1] + 1, entry)
            at += length

    def _hides_longer(self, keys: list[str], flat: list[tuple[str, int]], at: int, length: int) -> bool:
        """Tell whether a name with its article only begins a longer one: "the Guardian" of "the Guardian Council"."""
        longer = self._longest(keys, flat, at + 1)
        return longer is not None and longer[0] >= length

    def _longest(self, keys: list[str], flat: list[tuple[str, int]], at: int) -> tuple[int, Entry] | None:
        options = self.lexicon.phrases.get(keys[at])
        if options is None:
            return None
        for length in range(min(self.lexicon.longest[keys[at]], len(keys) - at), 0, -1):
            entry = options.get(tuple(keys[at : at + length]))
            if entry is not None and self._cased(entry, flat[at][1], flat[at + length - 1][1] + 1):
                return length, entry
        return None

    def _cased(self, entry: Entry, start: int, end: int) -> bool:
        """Tell whether the words have the capitals that the entry wants, and lie in one paragraph."""
        text = self.words[start]
        if entry.case == 0:
            return True
        if entry.case == 1:
            return any(word[:1].isupper() for word in self.words[start:end])
        return text.replace(".", "").split("-")[0].isupper()

    def _resolved(self, hits: list[Hit]) -> Iterator[Hit]:
        """Yield the hits that are what they look like: no parts of people's names, ambiguous ones decided."""
        plain = Counter(
            hit.entry.country for hit in hits if pieces(self.words[hit.start])[-1] not in self.lexicon.senses
        )
        for hit in hits:
            if self._is_name_part(hit) or self._is_longer_name(hit):
                continue
            if self._is_direction(hit):
                continue
            capital = hit.entry.case > 0 or self.words[hit.start][:1].isupper()  # "conservative" is no party
            senses = self.lexicon.senses.get(self.text(hit.start, hit.end).lower()) if capital else None
            decided = self._decide(hit, senses, plain) if senses else hit
            if decided.entry.country != NOBODY:
                yield decided

    def _is_name_part(self, hit: Hit) -> bool:
        """Tell whether a place's name is somebody's: "Michael Jordan", "George Washington", "Paris Hilton"."""
        if hit.entry.kind not in PLACES or hit.end - hit.start > 1:
            return False
        n = hit.start
        before = n > 0 and self.pos[n - 1] == "PROPN" and pieces(self.words[n - 1])
        if before and hit.entry.kind != "adjective" and before[-1] in self.lexicon.genders:
            return True
        if before and before not in self.lexicon.phrases.get(before[0], {}) and self._inside_name(n):
            return True
        inside = self.entity[n] == "PERSON"
        after = n + 1 < len(self.words) and self.entity[n + 1] == "PERSON" and not self.fresh[n + 1]
        return (
            inside
            and bool(after)
            and hit.entry.name in ("Chad", "Jordan", "Georgia", "Paris", "Israel", "Sydney", "Kenya")
        )

    def _inside_name(self, n: int) -> bool:
        """Tell whether the parser takes a word and the one before it for a man's name: "Melissa Fleming"."""
        return self.entity[n] == "PERSON" == self.entity[n - 1] and not self.fresh[n]

    def _is_direction(self, hit: Hit) -> bool:
        """Tell whether "North" or "South" begins another name: "North Atlantic", "the South Lawn"."""
        after = hit.end
        return (
            hit.entry.kind == "country"
            and self.words[hit.start] in ("North", "South")
            and hit.end - hit.start == 1
            and after < len(self.words)
            and self.words[after][:1].isupper()
        )

    def _is_longer_name(self, hit: Hit) -> bool:
        """Tell whether a party's name only ends another's: the "Democratic Party" of a "National Democratic Party"."""
        n = hit.start - 1
        return (
            hit.entry.kind == "party"
            and n >= 0
            and self.pos[n] == "PROPN"
            and self.head[n] in range(hit.start, hit.end)
            and self.dep[n] in ("compound", "amod", "nmod")
            and not self.lexicon.phrases.get((pieces(self.words[n]) or ("",))[0], {}).get(pieces(self.words[n]))
        )

    def _decide(self, hit: Hit, senses: list[SenseRow], plain: Counter[str | None]) -> Hit:
        """Return the hit in the sense for which the article speaks most; the table's first where nothing does."""

        def evidence(sense: SenseRow) -> int:
            return plain[sense.country] + 2 * sum(cue in self.vocabulary for cue in sense.cues.split("|"))

        best = max(senses, key=evidence)
        entry = hit.entry
        rule = f"ambiguous.tsv:{best.word}={best.country}"
        return Hit(
            hit.start,
            hit.end,
            Entry(
                entry.name,
                best.country,
                entry.sectors,
                entry.kind,
                rule,
                entry.gender,
                entry.takes,
                entry.case,
                entry.plural,
            ),
        )

    def count_people(self, countries: Iterable[str | None]) -> None:
        """Let the people whom the article names speak for their countries, one entry a mention."""
        people = Counter(country for country in countries if country and country not in SUPRANATIONAL)
        for country, times in people.items():
            self.weights[country] += PERSON * times
        self.home = heaviest(self.weights)
        self.scene = heaviest(self._scene())

    def _weigh(self) -> Weights:
        """Count how often each country is named or implied, more in the headline and the first paragraph."""
        weights: Weights = defaultdict(float)
        for hit, country in self._placed():
            weights[country] += self._weight(hit.start)
        for country in self._title_countries():
            weights[country] += HEADLINE
        return weights

    def _scene(self) -> Weights:
        """Return the weights with those countries made heavier in which something is said to be."""
        weights: Weights = defaultdict(float, self.weights)
        for hit, country in self._placed():
            if self._inside(hit):
                weights[country] += (INSIDE - 1) * self._weight(hit.start)
        return weights

    def _placed(self) -> Iterator[tuple[Hit, str]]:
        for hit in self.hits:
            country = hit.entry.country
            if country and country not in SUPRANATIONAL and hit.entry.kind != "media":
                yield hit, country

    def spoken_of(self, token: int) -> str | None:
        """Return the country that the paragraph named last before a token, None where it has named none."""
        paragraph, found = self.parsed.paragraph_index(token), None
        for hit, country in self._placed():
            if hit.end > token:
                break
            if self.parsed.paragraph_index(hit.start) == paragraph:
                found = country
        return found

    def _inside(self, hit: Hit) -> bool:
        """Tell whether something is said to be in a place: "in northern Mali", "near Gao"."""
        before = (self.lower[n] for n in range(hit.start - 1, max(-1, hit.start - 4), -1))
        return next((word for word in before if word not in BETWEEN_WORDS), "") in INSIDE_WORDS

    def _weight(self, token: int) -> float:
        if self.parsed.role(token) == "headline":
            return HEADLINE
        return FIRST_PARAGRAPH if self.parsed.paragraph_index(token) <= 1 else ELSEWHERE

    def _title_countries(self) -> Iterator[str]:
        for at, piece in enumerate(self.title):
            options = self.lexicon.phrases.get(piece, {})
            for length in (3, 2, 1):
                entry = options.get(self.title[at : at + length])
                if entry and entry.country and entry.country not in SUPRANATIONAL and entry.case < 2:
                    yield entry.country
                    break

    def span_words(self, tokens: Tokens) -> list[str]:
        """Return the lower-case words of the tokens."""
        return self.lower[tokens.start : tokens.end]


def heaviest(weights: Weights) -> str | None:
    """Return the country that weighs most, the first of the alphabet where several do."""
    return max(sorted(weights), key=lambda country: weights[country]) if weights else None
