"""Join the articles that tell of one incident, and the words in them that name one event.

    python benchmarks/linking.py IN OUT.json

IN has one document a line: ``{doc_id, sentences: [[token, …], …], mentions: [{m_id, sent, toks, event}, …]}``. OUT.json
gets ``{"doc_id|m_id": cluster}``, OUT.json.docs ``{doc_id: cluster}``. Of the documents only the tokens are read, of
the mentions only where they stand: no ids, types or clusters.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Token

from allegedly.archive.deeds import deed
from allegedly.archive.groups import Groups
from allegedly.archive.stories import Terms, stories
from allegedly.language import Parser

LEAD_SENTENCES = 3
SITE_WORDS = {"http", "https", "www", "com", "html", "htm", "org", "net", "co", "uk"}
#: Words too general to be one event wherever they stand: they must agree in who or what takes part.
GENERAL = frozenset(
    """be have do make take get go come give put leave set it this that what use let keep begin start continue
    happen""".split()
)
SAYING = frozenset("say tell report accord announce add confirm state comment claim believe think".split())
POINTING = frozenset("it this that which incident so".split())


def main(source: str, target: str) -> None:
    rows = [json.loads(line) for line in Path(source).read_text(encoding="utf-8").splitlines() if line.strip()]
    rows.sort(key=lambda row: row["sentences"])  # by content: neither the order of the file nor the ids matter
    docs = parsed(rows)
    story = stories([terms(doc) for doc in docs])
    found = [m for row, doc, number in zip(rows, docs, story, strict=True) for m in mentions(row, doc, number)]
    Path(target).write_text(json.dumps(clusters(found)), encoding="utf-8")
    by_id = {row["doc_id"]: f"story-{number}" for row, number in zip(rows, story, strict=True)}
    Path(f"{target}.docs").write_text(json.dumps(by_id), encoding="utf-8")


def parsed(rows: list[dict[str, Any]]) -> list[Doc]:
    pipeline = Parser("en_core_web_sm").pipeline
    words = ([word for sentence in row["sentences"] for word in sentence] for row in rows)
    starts = ([n == 0 for sentence in row["sentences"] for n, _ in enumerate(sentence)] for row in rows)
    docs = [Doc(pipeline.vocab, words=w, sent_starts=s) for w, s in zip(words, starts, strict=True)]
    return list(pipeline.pipe(docs, batch_size=32))


def terms(doc: Doc) -> Terms:
    told = [sentence for sentence in doc.sents if sentence[0].lower_ not in ("http", "https")]
    every = [token for sentence in told for token in sentence if tells(token)]
    opening = [token for sentence in told[:LEAD_SENTENCES] for token in sentence if tells(token)]
    return Terms(
        words=Counter(word(t) for t in every if t.is_alpha or t.like_num),
        names=Counter(t.lower_ for t in every if t.pos_ == "PROPN" and t.is_alpha),
        lead=Counter(word(t) for t in opening if t.is_alpha or t.like_num),
        figures=Counter(t.lower_ for t in every if t.like_num),
    )


def tells(token: Token) -> bool:
    return not token.is_stop and token.lemma_.lower() not in SITE_WORDS | {"say", "year"}


def word(token: Token) -> str:
    return token.lower_ if token.pos_ == "PROPN" else token.lemma_.lower()


class Mention:
    """Words that name an event, and who or what takes part in it."""

    def __init__(self, key: str, story: int, tokens: list[Token]) -> None:
        self.key = key
        self.story = story
        inside = {t.i for t in tokens}
        heads = [t for t in tokens if t.head.i not in inside or t.head.i == t.i]
        self.head = next((t for t in heads if t.pos_ in ("VERB", "NOUN", "PROPN", "ADJ")), heads[0])
        self.lemma = self.head.lemma_.lower()
        lemmas = [t.lemma_.lower() for t in tokens]
        particles = [t.lemma_.lower() for t in self.head.children if t.dep_ == "prt"]
        self.deed = deed(lemmas, self.lemma, particles, self.head.lower_)
        taking_part = list(participants(self.head, inside))
        self.names = {t.lower_ for t in taking_part if t.pos_ == "PROPN" and t.is_alpha and len(t) > 2}
        self.parties = {t.lemma_.lower() for t in taking_part if t.pos_ in ("NOUN", "PROPN", "NUM")}


def participants(head: Token, inside: set[int]) -> list[Token]:
    found: list[Token] = []
    for child in head.children:
        if child.dep_ in ("nsubj", "nsubjpass", "dobj", "poss", "compound", "dative", "oprd", "attr"):
            add(child, inside, found)
        elif child.dep_ in ("agent", "prep"):
            for inner in child.children:
                if inner.dep_ == "pobj":
                    add(inner, inside, found)
    if not any(t.dep_ in ("nsubj", "nsubjpass") for t in found) and (subject := subject_above(head)) is not None:
        add(subject, inside, found)
    return found


def add(token: Token, inside: set[int], found: list[Token], depth: int = 0) -> None:
    if token.i in inside:
        return
    found.append(token)
    if depth < 2:
        for child in token.children:
            if child.dep_ in ("compound", "appos", "poss", "nmod", "amod", "flat", "conj"):
                add(child, inside, found, depth + 1)


def subject_above(head: Token) -> Token | None:
    token = head
    for _ in range(3):
        if token.dep_ in ("relcl", "acl"):
            return token.head
        if token.dep_ not in ("conj", "xcomp", "advcl", "ccomp"):
            return None
        token = token.head
        subject = next((c for c in token.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is not None:
            return subject
    return None


def mentions(row: dict[str, Any], doc: Doc, story: int) -> list[Mention]:
    """Return the document's events in the order of the text; one that only points takes the deed of the one before."""
    starts = [0]
    for sentence in row["sentences"]:
        starts.append(starts[-1] + len(sentence))
    found = [
        Mention(f"{row['doc_id']}|{m['m_id']}", story, [doc[starts[m["sent"]] + t] for t in m["toks"]])
        for m in row["mentions"]
        if m["event"]
    ]
    found.sort(key=lambda mention: mention.head.i)
    before: Mention | None = None
    for mention in found:
        if mention.head.lower_ not in POINTING:
            before = mention
        elif before is not None:
            mention.deed, mention.lemma = before.deed, before.lemma
    return found


def clusters(found: list[Mention]) -> dict[str, str]:
    blocks: dict[tuple[int, str], list[Mention]] = defaultdict(list)
    for mention in found:
        blocks[mention.story, mention.deed].append(mention)
    names: dict[str, str] = {}
    for (story, named), block in blocks.items():
        groups = Groups(str(n) for n in range(len(block)))
        for n, one in enumerate(block):
            for m, other in enumerate(block[:n]):
                if same(one, other):
                    groups.join(str(n), str(m))
        names.update({one.key: f"{story}-{named}-{groups.find(str(n))}" for n, one in enumerate(block)})
    return names


def same(one: Mention, other: Mention) -> bool:
    """Tell whether two mentions of one deed in one story are one event."""
    if one.lemma in SAYING or other.lemma in SAYING:
        return bool(one.names & other.names)
    if one.lemma in GENERAL:
        return one.lemma == other.lemma and bool(one.parties & other.parties)
    others = one.names and other.names and not one.names & other.names
    return not others or bool(one.parties & other.parties)


if __name__ == "__main__":
    main(*sys.argv[1:3])
