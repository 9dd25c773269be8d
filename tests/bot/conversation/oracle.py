"""Reads a reply as a distrustful stranger would and says what in it no document supports.

It shares nothing with the check that the bot runs on its own cards: it knows only the corpus, the
bot's fixed sentences and what the person wrote. Cards are told apart by the registry link in their
last line; between two links everything belongs to the second one's trial.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from html.parser import HTMLParser

from bot.plain import plain_text
from bot.safety.findings import SafetyKind
from bot.safety.texts import safety_reply
from content.documents import Document, NewsItem, Trial, title_of
from content.languages import LANGUAGES
from content.phrases import phrases
from content.records import OverallStatus, PartialDate, Site

_STUDY = re.compile(r"https://clinicaltrials\.gov/study/(NCT\d{8})(?:\?tab=results)?")
_ID = re.compile(r"NCT\d{8}")
_FIGURE = re.compile(r"\d+(?:[.,\u00a0\u202f']\d+)*")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.|t\.me/)[^\s<>\"）)]+")
_QUOTE = re.compile(r"<blockquote>.*?</blockquote>", re.S)
_MARKS = "🟢🟡⚪🔴"
_CHOICE = re.compile(rf"^• (.+)\n  ([{_MARKS}]).*$", re.M)
_SITE_LINE = re.compile(r"• (?P<site>.+) \((?P<status>[^()]+)\)")
_TAGS = {"b", "i", "u", "a", "code", "blockquote"}
_OPEN = {OverallStatus.RECRUITING, OverallStatus.AVAILABLE}
_FRESH = 366  # days; a year and a leap day
_HIDDEN = {"Cc", "Cf", "Cs"}
_OURS = "\n\u200d\u200e\u200f"  # joiners in emoji, direction marks in the Arabic sentences
_SMALL = frozenset(map(str, range(11)))


@dataclasses.dataclass(frozen=True)
class Oracle:
    """What may be said about a corpus on a day. `own`: figures the bot may name of
    itself; `vocabulary`: names of concepts with a figure in them.
    """

    documents: Mapping[str, Document]
    today: date
    own: frozenset[str] = frozenset()
    vocabulary: tuple[str, ...] = ()

    def faults(self, text: str, told: Sequence[str]) -> Iterator[str]:
        """What is wrong with a reply in Telegram's HTML; `told`: what the person has sent."""
        yield from _markup_faults(text)
        yield from self._address_faults(text)
        plain = plain_text(text)
        asked = " ".join(told) + re.sub(r"[\W_]", "", "".join(told)).upper()
        before = 0
        near: tuple[Document, ...] = ()  # results are told below the link of their trial
        for link in _STUDY.finditer(plain):
            block, before = plain[before : link.end()], link.end()
            yield from self._block_faults(block, link.group(1), asked, near)
            near = tuple(filter(None, [self.documents.get(link.group(1))]))
        yield from self._figure_faults(plain[before:], self._quoted(plain), asked)
        unquoted = plain_text(_QUOTE.sub("", text))
        yield from self._choice_faults(unquoted)
        yield from self._opening_faults(_CHOICE.sub("", unquoted))

    def _block_faults(
        self, block: str, nct_id: str, asked: str, near: Sequence[Document]
    ) -> Iterator[str]:
        document = self.documents.get(nct_id)
        if document is None:
            if nct_id not in asked:
                yield f"{nct_id} is in no document"
            return
        yield from self._figure_faults(block, [document, *near, *self._quoted(block)], asked)

    def _figure_faults(self, block: str, quoted: Sequence[Document], asked: str) -> Iterator[str]:
        allowed = _own_figures() | self.own | _SMALL | _figures(asked) | self._concepts(block)
        for document in quoted:
            allowed |= _document_figures(document)
        for figure in sorted(_figures(block) - allowed):
            yield f"the figure {figure} stands in no document quoted: {_around(block, figure)!r}"
        told = (
            asked
            + _own_ids()
            + " ".join(str(value) for document in quoted for value in _values(document))
        )
        for nct_id in _ID.findall(block):
            if nct_id not in self.documents and nct_id not in told:
                yield f"{nct_id} is in no document quoted"

    def _quoted(self, block: str) -> list[Document]:
        """The documents whose title stands in the block, or begins a line that was cut short."""
        flat = _flat(block)
        cut = tuple(_flat(line) for line in block.splitlines() if line.endswith("…"))
        return [
            document
            for title, document in self._titled
            if title in flat or any(line and title.startswith(line) for line in cut)
        ]

    @cached_property
    def _titled(self) -> list[tuple[str, Document]]:
        return [(_flat(title_of(document)), document) for document in self.documents.values()]

    def _concepts(self, block: str) -> frozenset[str]:
        """The figures in the names of the lexicon's concepts that the block names."""
        named = (name for name in self.vocabulary if name in block)
        return frozenset().union(*map(_figures, named))

    def _choice_faults(self, plain: str) -> Iterator[str]:
        """A green mark below the name of a trial that is offered and is not open."""
        for name, mark in _CHOICE.findall(plain):
            named = [one for one in self._quoted(name) if isinstance(one, Trial)]
            if mark == "🟢" and not any(map(self._is_open, named)):
                yield f"{name!r} is offered as open"

    def _opening_faults(self, plain: str) -> Iterator[str]:
        """A green mark or a site's "open" that the trial of that card does not bear out."""
        before = 0
        for link in _STUDY.finditer(plain):
            block, before = plain[before : link.end()], link.end()
            document = self.documents.get(link.group(1))
            if isinstance(document, Trial):
                yield from self._status_faults(block, document)
        if any(line.startswith("🟢") for line in plain[before:].splitlines()):
            yield "an opening without a trial"

    def _status_faults(self, block: str, trial: Trial) -> Iterator[str]:
        marks = [line[0] for line in block.splitlines() if line and line[0] in _MARKS]
        if len(marks) > 1:
            yield f"{trial.doc_id} has {len(marks)} status lines"
        if "🟢" in marks and not self._is_open(trial):
            yield f"{trial.doc_id} is shown as open"
        for line in block.splitlines():
            found = _SITE_LINE.fullmatch(line)
            if found and found["status"] in _open_words() and not _open_site(trial, found["site"]):
                yield f"a site of {trial.doc_id} is shown as open: {line!r}"

    def _is_open(self, trial: Trial) -> bool:
        day = trial.record.status_date
        fresh = day is not None and (self.today - day.earliest()).days <= _FRESH
        return fresh and trial.record.overall_status in _OPEN

    def _address_faults(self, text: str) -> Iterator[str]:
        known = _own_addresses()
        for address in _ADDRESS.findall(text):
            if address not in known and not self._is_address(address.rstrip(".,;")):
                yield f"the address {address} is no document's own"

    def _is_address(self, address: str) -> bool:
        if _STUDY.fullmatch(address):
            return True
        return address in self._addresses

    @cached_property
    def _addresses(self) -> frozenset[str]:
        """Contacts of records and sources of news: the only fields an address may come from."""
        found: set[str | None] = set()
        for document in self.documents.values():
            if isinstance(document, NewsItem) and document.source_url:
                found.add(document.source_url)
            if isinstance(document, Trial):
                found |= {contact.email for contact in document.record.central_contacts}
        return frozenset(filter(None, found))


def _markup_faults(text: str) -> Iterator[str]:
    reader = _Reader()
    reader.feed(text)
    yield from reader.faults
    if reader.open:
        yield f"<{reader.open[-1]}> is not closed"
    kept = re.sub(
        r"[\u2066\u2068]([^\u2066-\u2069]*)\u2069", r"\1", text
    )  # our own isolates, in Arabic
    if hidden := {c for c in kept if unicodedata.category(c) in _HIDDEN and c not in _OURS}:
        yield f"hidden characters {sorted(map(hex, map(ord, hidden)))}"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        if tag not in _TAGS:
            self.faults.append(f"<{tag}> is no tag of ours")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")


def _open_site(trial: Trial, shown: str) -> bool:
    """Whether a recruiting site of the trial has the shown town (a hospital's name may be cut)."""
    return any(_names(site, shown) for site in trial.record.sites if site.status in _OPEN)


def _names(site: Site, shown: str) -> bool:
    return all(part in shown for part in (site.city, site.country) if part)


@lru_cache(maxsize=1)
def _open_words() -> frozenset[str]:
    says = [phrases(language) for language in LANGUAGES]
    return frozenset(say.say(f"status.{word}") for say in says for word in _OPEN)


@lru_cache(maxsize=1)
def _own_figures() -> frozenset[str]:
    return frozenset().union(*(_figures(_own_words(language)) for language in LANGUAGES))


@lru_cache(maxsize=1)
def _own_ids() -> str:
    """The examples that /start gives."""
    return " ".join(found for language in LANGUAGES for found in _ID.findall(_own_words(language)))


@lru_cache(maxsize=1)
def _own_addresses() -> frozenset[str]:
    return frozenset(a for language in LANGUAGES for a in _ADDRESS.findall(_own_words(language)))


def _own_words(language: str) -> str:
    safety = [safety_reply(kind, language, None) for kind in SafetyKind if kind.takes_over]
    return " ".join([*phrases(language).sentences.values(), *safety])


def _figures(text: str) -> frozenset[str]:
    """The figures of `text` without separators, in Western digits."""
    digits = (re.sub(r"\D", "", figure) for figure in _FIGURE.findall(_ID.sub(" ", text)))
    return frozenset("".join(str(unicodedata.digit(c)) for c in figure) for figure in digits)


@lru_cache(maxsize=2048)
def _document_figures(document: Document) -> frozenset[str]:
    found: set[str] = set()
    for value in _values(document):
        if isinstance(value, PartialDate):
            found |= {str(int(part)) for part in value.text.split("-")}
        elif isinstance(value, float):
            found |= _figures(f"{value:g}")
        else:
            found |= _figures(str(value))
    if isinstance(document, Trial):
        found |= set(map(str, range(len(document.record.sites) + 1)))
    return frozenset(found)


def _values(value: object) -> Iterator[object]:
    if isinstance(value, PartialDate | date):
        yield value if isinstance(value, PartialDate) else PartialDate(value.isoformat())
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for item in dataclasses.fields(value):
            yield from _values(getattr(value, item.name))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _values(part)
    elif value is not None and not isinstance(value, bool):
        yield value


def _flat(text: str) -> str:
    """Letters and digits only: how a title reads whatever was cleaned out of it."""
    return "".join(c for c in _ADDRESS.sub("", text).casefold() if c.isalnum())


def _around(text: str, figure: str) -> str:
    at = text.find(figure)
    return text[max(0, at - 60) : at + 30] if at >= 0 else text[-90:]
