"""Which blocks of a page are a trial, which are news, and which are neither.

Society pages follow a habit: a title stands alone, its paragraphs follow, the NCT id closes them
("Clinical Trials.gov - NCT02683941"). Lists give one trial a line; links carry ids in their
targets; a heading such as "Currently recruiting" speaks for all below it. News is what opens with
a date. What fits nothing is reported as unread, never dropped in silence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from content.errors import ContentError
from content.importing.artefacts import clean
from content.importing.dates import first_date
from content.importing.page import Block, Page

_NCT = re.compile(r"\bNCT[\s:#-]{0,3}(\d{8})(?!\d)", re.I)
_NCT_END = re.compile(r"\bNCT[\s:#-]{0,3}\d{8}\W*$", re.I)
_LABELLED_ID = re.compile(
    r"(?:^|(?<=[.!?])\s+|\s*[-–—:(\[]\s*|[\s(\[]*\b(?:clinical\s?trials?\s?\.?\s?gov|identifier)\b)"
    r"[\s:#–-]*(?:\b(?:clinical\s?trials?\s?\.?\s?gov|nct|study|trial)\b)?"
    r"[\s:#–-]*(?:\b(?:identifier|id|number|no\.?)(?=\W))?[\s:#–-]*\bNCT[\s:#-]{0,3}\d{8}\W*$",
    re.I,
)
_RECRUITING = re.compile(
    r"\b(?:(?:currently|now|actively|still)\s+(?:recruiting|enrolling|open)"
    r"|(?:recruiting|enrolling|open)\s+(?:clinical\s+)?(?:trials|studies)"
    r"|open\s+(?:for|to)\s+(?:enrol?lment|recruitment|accrual))\b",
    re.I,
)
_REPORTS = re.compile(
    r"\b(?:publish|announc|report|present|approv|releas|launch|receiv|award)\w*", re.I
)
_LONGEST_TITLE = 250  # characters
_DATE_AT_START = 40  # characters before which an opening date stands


@dataclass(frozen=True, slots=True)
class FoundTrial:
    """A trial that the page tells of. `called`: the page's words for it being open, or None."""

    nct_id: str
    title: str | None
    paragraphs: tuple[str, ...]
    other_ids: tuple[str, ...] = ()
    called: str | None = None
    hidden_contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundNews:
    """A dated item. `day` is None where the page gives no year; `date_words` are the page's."""

    title: str | None
    date_words: str
    day: date | None
    paragraphs: tuple[str, ...]
    nct_ids: tuple[str, ...] = ()
    hidden_contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a page held. `artefacts`: (what was taken out, how often)."""

    page: Path
    trials: tuple[FoundTrial, ...]
    news: tuple[FoundNews, ...]
    unread: tuple[str, ...]
    artefacts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A cleaned block with the ids in its text and links."""

    block: Block
    ids: tuple[str, ...]
    hidden_contacts: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.block.text


@dataclass(slots=True)
class _Item:
    """A title and what stands below it."""

    title: _Piece | None = None
    called: str | None = None
    pieces: list[_Piece] = field(default_factory=list)


def find_items(page: Page) -> ImportReport:
    """The trials and news of `page`. Raises ContentError when it holds neither."""
    pieces, artefacts = _pieces(page)
    trials: list[FoundTrial] = []
    news: list[FoundNews] = []
    unread: list[str] = []
    for item in (part for whole in _items(pieces) for part in _parts(whole)):
        if _ids(item) and not _is_report(item):
            trials.extend(_trials(item))
        else:
            found, left = _news(item)
            news.extend(found)
            unread.extend(left)
    if not trials and not news:
        raise ContentError(
            page.path, "no NCT id and no dated news in it; check that this is the page you meant."
        )
    return ImportReport(page.path, _first_of_each(trials), tuple(news), tuple(unread), artefacts)


def _pieces(page: Page) -> tuple[tuple[_Piece, ...], tuple[tuple[str, int], ...]]:
    """The blocks without artefacts, and what was taken out."""
    counted: Counter[str] = Counter()
    pieces = []
    for block in page.blocks:
        cleaned = clean(block.text)
        counted.update(cleaned.removed)
        ids = _nct_ids((cleaned.text, *block.links))
        if cleaned.text or ids:
            whole = replace(block, text=cleaned.text)
            pieces.append(_Piece(whole, ids, cleaned.hidden_contacts))
    return tuple(pieces), tuple(counted.most_common())


def _nct_ids(texts: Iterable[str]) -> tuple[str, ...]:
    """The NCT ids in `texts`, each once, in order."""
    return tuple(dict.fromkeys(f"NCT{found}" for text in texts for found in _NCT.findall(text)))


def _items(pieces: tuple[_Piece, ...]) -> Iterator[_Item]:
    """Titles with what follows each; a title over titles only speaks for them."""
    item = _Item()
    for piece in pieces:
        if not _is_title(piece):
            item.pieces.append(piece)
            continue
        section = _section_called(item)
        if item.pieces or (item.title is not None and item.title.ids):
            yield item
        item = _Item(piece, section)
    if item.pieces or item.title is not None:
        yield item


def _section_called(item: _Item) -> str | None:
    """What the items after `item` are called: a title without a trial opens a new section."""
    if item.title is None or _ids(item):
        return item.called
    match = _RECRUITING.search(item.title.text)
    return match[0].casefold() if match else None


def _is_title(piece: _Piece) -> bool:
    """Whether the block is a heading, or looks like one: short, alone, without a full stop."""
    text = piece.text
    if piece.block.heading:
        return bool(text)
    return (
        not piece.block.listed
        and not piece.ids
        and 0 < len(text) <= _LONGEST_TITLE
        and not text.rstrip("\"'”’»)").endswith((".", "!", "?", ":", ";", ",", "…"))
        and len(text.split()) >= 3
        and not _NCT_END.search(text)
        and not _is_dateline(text)
    )


def _is_dateline(text: str) -> bool:
    """Whether `text` is a date and hardly more."""
    found = first_date(text)
    return found is not None and len(text) - (found.end - found.start) <= 20


def _ids(item: _Item) -> tuple[str, ...]:
    """The ids in an item, its title's first."""
    titled = item.title.ids if item.title is not None else ()
    return tuple(dict.fromkeys([*titled, *(each for piece in item.pieces for each in piece.ids)]))


def _closes(piece: _Piece) -> bool:
    """Whether the block is the end of a trial: its text ends with an id, or only a link has it."""
    return bool(_NCT_END.search(piece.text)) or (bool(piece.ids) and not _NCT.search(piece.text))


def _parts(item: _Item) -> Iterator[_Item]:
    """An item cut after each block that closes a trial, and before each that opens news."""
    title = item.title
    if title is not None and (title.ids or (title.block.heading and len(_ids(item)) == 1)):
        yield item
        return
    parts = [_Item(None, item.called)]
    for piece in item.pieces:
        if _opens_report([piece]) and parts[-1].pieces:
            parts.append(_Item(None, item.called))
        parts[-1].pieces.append(piece)
        if _closes(piece):
            parts.append(_Item(None, item.called))
    parts = [part for part in parts if part.pieces] or [_Item()]
    _give_title(title, parts)
    yield from parts


def _give_title(title: _Piece | None, parts: list[_Item]) -> None:
    """A title over one trial is that trial's; over several it is what they are called."""
    trials = [part for part in parts if _ids(part)]
    if title is None:
        return
    if len(trials) > 1 and _own_title(trials[0]):
        match = _RECRUITING.search(title.text)
        for part in trials:
            part.called = match[0].casefold() if match else part.called
    else:
        (trials or parts)[0].title = title


def _own_title(item: _Item) -> str | None:
    """The title inside an untitled item: its first short sentence, or what precedes the id."""
    first = item.pieces[0] if item.pieces else None
    if first is None:
        return None
    text = first.text
    if not first.ids and len(item.pieces) > 1:
        single = len(text) <= _LONGEST_TITLE and not re.search(r"[.!?]\s", text)
        return text.rstrip(".") if single else None
    before = _NCT.split(text)[0] if _NCT.search(text) else text
    before = re.sub(r"(?i)clinical\s?trials?\s?\.?\s?gov.*$", "", before).strip(" -–—:;,.([#")
    return before if len(before.split()) >= 3 and len(before) <= _LONGEST_TITLE else None


def _trials(item: _Item) -> Iterator[FoundTrial]:
    """One trial for each id of the item; which of several it is about, an editor decides."""
    ids = _ids(item)
    title, pieces = _title_and_rest(item)
    text = " ".join(piece.text for piece in pieces)
    match = _RECRUITING.search(text)
    called = item.called or (match[0].casefold() if match else None)
    paragraphs = tuple(plain for piece in pieces if (plain := _without_id(piece.text)))
    contacts = tuple(each for piece in item.pieces for each in piece.hidden_contacts)
    for nct_id in ids:
        others = tuple(each for each in ids if each != nct_id)
        yield FoundTrial(nct_id, title, paragraphs, others, called, contacts)


def _title_and_rest(item: _Item) -> tuple[str | None, list[_Piece]]:
    """The trial's title, and the blocks below it; a section's one-word heading is no title."""
    own = _own_title(item)
    given = _without_id(item.title.text) if item.title is not None else ""
    if given and (len(given.split()) >= 3 or own is None):
        return given, item.pieces
    if own is not None and not item.pieces[0].ids:
        return own, item.pieces[1:]
    return own, item.pieces


def _without_id(text: str) -> str:
    """`text` without the id that closes it and that id's label."""
    plain = _LABELLED_ID.sub("", text).strip()
    return "" if len(plain) < 3 else plain


def _is_report(item: _Item) -> bool:
    """Whether an item with ids opens like news."""
    return _opens_report([*([item.title] if item.title is not None else []), *item.pieces[:1]])


def _opens_report(pieces: list[_Piece]) -> bool:
    """Whether one of the blocks opens with a date, and says a word such as "published"."""
    return any(_opens_with_date(piece.text) for piece in pieces) and bool(
        _REPORTS.search(" ".join(piece.text for piece in pieces))
    )


def _opens_with_date(text: str) -> bool:
    found = first_date(text)
    return found is not None and found.start <= _DATE_AT_START


def _news(item: _Item) -> tuple[list[FoundNews], list[str]]:
    """The dated items in an item, and what stands before the first of them."""
    groups: list[list[_Piece]] = []
    before: list[_Piece] = []
    titled = item.title is not None and first_date(
        " ".join([item.title.text, *(piece.text for piece in item.pieces)])
    )
    for piece in item.pieces:
        if _opens_with_date(piece.text) or (not groups and (titled or first_date(piece.text))):
            groups.append([piece])
        else:
            (groups[-1] if groups else before).append(piece)
    title = item.title.text if item.title is not None else None
    news = [_news_item(title if n == 0 else None, group) for n, group in enumerate(groups)]
    left = [piece.text for piece in before if piece.text]
    if title is not None and not groups:
        left.insert(0, title)
    return news, left


def _news_item(title: str | None, pieces: list[_Piece]) -> FoundNews:
    """One dated item; the date may stand in its title."""
    found = first_date(" ".join([title or "", *(piece.text for piece in pieces)]))
    ids = tuple(dict.fromkeys(each for piece in pieces for each in piece.ids))
    paragraphs = tuple(p.text for p in pieces if p.text and not _is_dateline(p.text))
    contacts = tuple(each for piece in pieces for each in piece.hidden_contacts)
    return FoundNews(
        title,
        found.words if found else "",
        found.day if found else None,
        paragraphs or tuple(piece.text for piece in pieces),
        ids,
        contacts,
    )


def _first_of_each(trials: list[FoundTrial]) -> tuple[FoundTrial, ...]:
    """One trial an id: the one that says most."""
    best: dict[str, FoundTrial] = {}
    for trial in trials:
        known = best.get(trial.nct_id)
        if known is None or _weight(trial) > _weight(known):
            best[trial.nct_id] = trial
    return tuple(best.values())


def _weight(trial: FoundTrial) -> tuple[bool, bool, int]:
    """How much a trial says: alone in its text first, then titled, then by length."""
    return not trial.other_ids, trial.title is not None, sum(map(len, trial.paragraphs))
