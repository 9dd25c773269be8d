"""Names of people in scripts with spaces between words.

Four kinds of evidence, from strong to weak: a phrase that says a name comes ("my name is"), a
person before it ("my wife", "Frau"), a signature, and a first name of the table with a surname or
by itself. The stronger the evidence, the less it takes; hospitals, eponyms, drugs, trials and the
published investigators of a study resist all but the strongest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.message import Message, Span, Word
from bot.privacy.people import is_published
from bot.privacy.tables import Phrase, tables

_LONGEST = 4  # words of a name, small ones like "van der" apart
_INSIDE = re.compile(r"[ \t]|\.[ ]?|[ ]?['’`´-][ ]?|[ ]?[-][ ]?")
_AFTER_LABEL = re.compile(r"\s{0,3}[:：=#-]\s{0,3}")
_AFTER_CUE = re.compile(r"[\s:,\"«“'’-]{0,4}")
_REST_OF_LINE = re.compile(
    r"[\s.!,;:)(\]\[\"'’\U0001F000-\U0001FAFF\u2600-\u27ff\ufe0f<3x-]*?(?:\n|$)"
)
_NAMED = frozenset(
    (
        "named",
        "called",
        "is",
        "llamada",
        "llamado",
        "namens",
        "nommee",
        "nomme",
        "the",
        "a",
        "o",
        "la",
    )
)


def find_names(message: Message) -> Iterator[Span]:
    """Name spans in scripts with spaces."""
    taken: list[tuple[int, int]] = []
    for first, last in (
        *_announced(message),
        *_introduced(message),
        *_titled(message),
        *_related(message),
        *_signed(message),
    ):
        if last > first:
            taken.append((first, last))
    known = [*taken, *_from_table(message)]
    for first, last in known:
        yield Span(message.words[first].start, message.words[last - 1].end, "name")
    yield from _repeated(message, known)


def _announced(message: Message) -> Iterator[tuple[int, int]]:
    """After "my name is" and "Patient:"."""
    for cue in message.cues("name_is"):
        yield cue.last, _name_end(message, cue.last, strong=True)
    for cue in message.cues("label"):
        end = message.words[cue.last - 1].end
        label = _AFTER_LABEL.match(message.flat, end)
        if label and cue.last < len(message.words):
            first = cue.last
            of_a_thing = cue.first > 0 and message.words[cue.first - 1].low in tables().things
            public = message.words[first].acronym and first in message.kept_words
            if of_a_thing or public or message.words[first].start - label.end() > 2:
                continue
            last = _name_end(message, first, strong=True, comma=True)
            yield first, last


def _introduced(message: Message) -> Iterator[tuple[int, int]]:
    """After "I am", and before "here": only what the tables know or what looks like a full name."""
    for cue in message.cues("i_am"):
        if cue.last < len(message.words) and _AFTER_CUE.fullmatch(message.gap(cue.last)):
            last = _name_end(message, cue.last, strong=False)
            if last > cue.last and _is_convincing(message, cue.last, last, introduced=True):
                yield cue.last, last
    for cue in message.cues("here_after"):
        first = cue.first
        while first > 0 and cue.first - first < 3 and _could_be_name(message, first - 1):
            if first < cue.first and not _INSIDE.fullmatch(message.gap(first)):
                break
            first -= 1
        while first < cue.first and message.words[first].low not in tables().first_names:
            first += 1
        yield first, cue.first


def _titled(message: Message) -> Iterator[tuple[int, int]]:
    """After "Mrs" and "Dr"; a doctor who is named for a study stays."""
    for kind in ("title", "doctor"):
        for cue in message.cues(kind):
            if cue.last >= len(message.words) or not re.fullmatch(
                r"\.?[ \t]{0,2}", message.gap(cue.last)
            ):
                continue
            first = _skip_titles(message, cue.last)
            last = _name_end(message, first, strong=False, titled=True)
            if last > first and not (kind == "doctor" and is_published(message, cue, first, last)):
                yield first, last


def _skip_titles(message: Message, index: int) -> int:
    """Past a second title ("Prof. Dr. med.")."""
    more = {cue.first for kind in ("title", "doctor") for cue in message.cues(kind)}
    while index + 1 < len(message.words) and (
        index in more or message.words[index].low in ("med", "n", "hab")
    ):
        index += 1
    return index


def _related(message: Message) -> Iterator[tuple[int, int]]:
    """After "my husband", "wife of", "زوجي"; a doctor's "my" counts too."""
    owners = {cue.last for cue in message.cues("possessive")}
    for cue in (*message.cues("relative"), *message.cues("own_relative")):
        owned = cue.kind == "own_relative" or bool(owners & {cue.first, cue.first - 1})
        first = cue.last
        if first < len(message.words) and message.words[first].low in _NAMED:
            first += 1
        if first >= len(message.words) or not _AFTER_CUE.fullmatch(message.gap(first)):
            continue
        last = _name_end(message, first, strong=False, titled=owned)
        low = message.words[first].low
        known = low in tables().first_names or not _is_ordinary(message, first)
        if last > first and known and (owned or low in tables().names_alone):
            yield first, last


def _signed(message: Message) -> Iterator[tuple[int, int]]:
    """Up to three words after "kind regards" that end the line, and a last line that is a name."""
    for cue in message.cues("closing"):
        first = cue.last
        if first < len(message.words) and re.fullmatch(r"[\s,.!:;—-]{1,6}", message.gap(first)):
            last = _name_end(message, first, strong=False, titled=True)
            if message.gap(first) == " " and message.words[first].low not in tables().first_names:
                continue
            if last > first and _REST_OF_LINE.match(message.flat, message.words[last - 1].end):
                yield first, last
    if "\n" in message.flat.strip() and message.words:
        start = message.flat.rstrip().rfind("\n")
        first = message.word_at(start)
        last = _name_end(message, first, strong=False) if first < len(message.words) else first
        if first < last == len(message.words) and _is_convincing(
            message, first, last, introduced=True
        ):
            yield first, last


def _from_table(message: Message) -> Iterator[tuple[int, int]]:
    """A first name with a surname, or by itself, anywhere."""
    index = 0
    while index < len(message.words):
        word = message.words[index]
        last = index
        sainted = index > 0 and message.words[index - 1].low in tables().saints
        candidate = word.low in tables().first_names and word.capital and not sainted
        candidate = candidate and index not in message.announcing
        if candidate and index not in message.firmly_kept:
            last = _name_end(message, index, strong=False)
            if last > index and not _is_convincing(message, index, last, introduced=False):
                last = index
        if last > index:
            first = _with_surname_before(message, index)
            if not is_published(message, Phrase("name", index, index), index, last):
                yield first, last
        index = max(last, index + 1)


def _with_surname_before(message: Message, index: int) -> int:
    """`index`, or the surname before it: "Петренко Ольга", "Teixeira, Marcos"."""
    before = index - 1
    if before < 0 or not re.fullmatch(r",? ", message.gap(index)):
        return index
    word = message.words[before]
    known = word.low in tables().surnames and word.low not in tables().not_names
    spare = before not in message.kept_words and before not in message.announcing
    return before if known and word.capital and spare else index


def _name_end(
    message: Message, first: int, *, strong: bool, titled: bool = False, comma: bool = False
) -> int:
    """Where the name that starts at word `first` ends (`first` when none does)."""
    last, count, place = first, 0, first
    while place < len(message.words) and count < _LONGEST:
        word = message.words[place]
        if place > first and not _joins(message, place, comma=comma and count == 1):
            break
        if (
            word.low in tables().particles
            and place + 1 < len(message.words)
            and _leads_on(message, place)
        ):
            place += 1
            continue
        if place > first and message.gap(place) == "-" and word.capital:
            place += 1
            last = place
            continue
        mixed = count > 0 and message.words[first].capital and word.text[0].islower()
        if mixed or not _is_part(message, place, count, strong=strong, titled=titled):
            break
        if place > first and place in message.announcing:
            break
        place += 1
        last, count = place, count + 1
    return last


def _joins(message: Message, place: int, *, comma: bool) -> bool:
    """Whether word `place` belongs to the name before it."""
    gap = message.gap(place)
    if gap.startswith(".") and len(message.words[place - 1].text) > 2:
        return False
    return bool(_INSIDE.fullmatch(gap)) or (comma and bool(re.fullmatch(r",\s?", gap)))


def _leads_on(message: Message, place: int) -> bool:
    """Whether a small word goes on to a name: "van den Berg", not "de Lyon et"."""
    follower = message.words[place + 1]
    if not _INSIDE.fullmatch(message.gap(place + 1)):
        return False
    if follower.low in tables().particles:
        return True
    listed = follower.low in tables().surnames
    if (
        message.words[place].text in tables().origins and not listed
    ):  # "Ana de Lyon" comes from Lyon
        return False
    return (follower.capital or listed) and not _is_ordinary(message, place + 1)


def _is_part(message: Message, place: int, count: int, *, strong: bool, titled: bool) -> bool:
    """Whether word `place` can be the next word of a name that has `count` words so far."""
    word = message.words[place]
    if word.text[0].isdigit() or any(char.isdigit() for char in word.text):
        return False
    low = word.low
    listed = low in tables().first_names or low in tables().surnames
    if count and word.capital and _is_hyphenated(message, place):
        return True
    if low in tables().ends_a_name and not (strong and count == 0 and low in tables().first_names):
        return len(word.text) == 1 and word.capital and count > 0 and low not in ("i", "a")
    if strong and count == 0:
        return word.capital or listed or not _is_ordinary(message, place)
    if place in message.kept_words and not strong and not (titled and listed and count):
        return bool(count) and low in tables().surnames and place not in message.firmly_kept
    if low in tables().not_names and not (listed and strong):
        return False
    if word.acronym and not message.shouted and not strong and not listed:
        return False
    if titled and count == 0 and word.text[0].islower():
        return low in tables().first_names or low in tables().surnames
    if message.shouted or not word.capital:
        caseless = not word.text[0].islower() and not word.text[0].isupper()
        return (
            listed
            or (caseless and strong and count < 2)
            or (caseless and _arabic_surname(word, count))
        )
    return True


def _is_hyphenated(message: Message, place: int) -> bool:
    """Whether the word opens a double name: "Per-Olof"."""
    after = place + 1
    return after < len(message.words) and message.gap(after) == "-" and message.words[after].capital


def _arabic_surname(word: Word, count: int) -> bool:
    """A word with the article after a name: المنصوري."""
    return count > 0 and word.text.startswith("ال") and len(word.text) > 4


def _is_ordinary(message: Message, place: int) -> bool:
    """Whether the word is no name by the tables: a small word, a term, a hospital."""
    low = message.words[place].low
    if low in tables().ends_a_name or low in tables().not_names or place in message.kept_words:
        return True
    return message.words[place].text[0].islower() and low not in tables().first_names


def _could_be_name(message: Message, place: int) -> bool:
    word = message.words[place]
    listed = word.low in tables().first_names or word.low in tables().surnames
    return (word.capital and not _is_ordinary(message, place)) or listed


def _is_convincing(message: Message, first: int, last: int, *, introduced: bool) -> bool:
    """Whether words [first, last) are a person: by the tables, and by their capitals."""
    words = message.words[first:last]
    known = tables()
    lead = words[0]
    arabic = "\u0600" <= lead.text[0] <= "\u06ff"
    if message.shouted and not introduced:
        return False
    if lead.acronym and not message.shouted:
        return False
    second = any(
        word.low in known.surnames
        or word.low in (known.first_names if arabic else known.names_alone)
        or (arabic and introduced and _arabic_surname(word, 1))
        for word in words[1:]
    )
    if lead.low not in known.first_names:
        plain = all(word.capital and not word.acronym for word in words)
        arab = arabic and len(words) > 1 and second
        return introduced and ((len(words) > 1 and (plain or (message.shouted and second))) or arab)
    if len(words) > 1:
        return second or (lead.capital and (lead.low in known.names_alone or introduced))
    if lead.low in known.not_names or first in message.kept_words or arabic:
        return False
    if introduced:
        return lead.capital
    return lead.capital and lead.low in known.names_alone


def _repeated(message: Message, known: list[tuple[int, int]]) -> Iterator[Span]:
    """The same words again, elsewhere in the message."""
    names = {
        word.text
        for first, last in known
        for word in message.words[first:last]
        if len(word.text) > 2 and word.capital and word.low not in tables().particles
    }
    for index, word in enumerate(message.words):
        if word.text in names and index not in message.firmly_kept:
            yield Span(word.start, word.end, "name")
