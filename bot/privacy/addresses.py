"""Street addresses. The street and the house number go; the town stays, a site may be near it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.message import Message, Span, Word
from bot.privacy.tables import tables

_HOUSE = re.compile(r"\d{1,5}[A-Za-zА-Яа-я]?")
_HOUSE_NUMBER = re.compile(
    r"[\s,.]{0,3}(?:(?:nº|n°|no\.?|nr\.?|núm\.?|número|numéro|n\.|д\.|дом|#|رقم)\s?)?"
    r"(\d{1,5}(?:\s?[A-Za-zА-Яа-я](?!\w))?(?:\s?[/-]\s?\d{1,4}[A-Za-z]?)?)(?![\w.]*\d)",
    re.I,
)
_TAIL = re.compile(
    r"[\s,]{1,3}(?:#\s?\w{1,6}|\d{1,2}\s?[ºª°o]\.?(?:\s?-?\s?[A-Za-z]{1,4}(?![\w]))?|\d{1,3}-[A-Za-z](?!\w))"
)
_CUED_REST = re.compile(r"[\s:：]{0,3}(?P<rest>[^\n.;?!]{0,70})")
_POSTBOX = re.compile(
    r"\b(?:p\.?\s?o\.?\s?box|postfach|apartado(?: de correos)?|boîte postale|caixa postal|а/я)"
    r"\s?(?:no\.?\s?)?\d{1,7}",
    re.I,
)
_LONGEST_NAME = 5  # words of a street's name


def find_addresses(message: Message) -> Iterator[Span]:
    """Address spans."""
    for match in _POSTBOX.finditer(message.flat):
        yield Span(match.start(), match.end(), "address")
    for index, word in enumerate(message.words):
        start_end = _address_at(message, index, word)
        if start_end is not None:
            start, end = start_end
            yield Span(start, _with_units(message, end), "address")
    yield from _german_openings(message)
    yield from _cued(message)


def _address_at(message: Message, index: int, word: Word) -> tuple[int, int] | None:
    """The address whose kind of street is word `index`, if it is one."""
    streets = tables().streets
    low = word.low
    if low in streets.kind_before_number:
        found = _kind_last(message, index)
        if found is not None:
            return found
    if low in streets.after_number or low in streets.after_number_plain:
        found = _number_first(message, index)
        if found is not None:
            return found
    if low in streets.before_name or low in streets.before_name_plain:
        found = _kind_first(message, index)
        if found is not None:
            return found
    if low.endswith(streets.endings) or low in streets.kind_before_number:
        return _kind_last(message, index)
    return None


def _number_first(message: Message, index: int) -> tuple[int, int] | None:
    """ "14 Elm Grove": back from the kind of street to a house number."""
    plain = message.words[index].low in tables().streets.after_number_plain
    place = index - 1
    while place >= 0 and index - place <= _LONGEST_NAME:
        word = message.words[place]
        if not re.fullmatch(r"[ ,.'’-]{1,2}", message.gap(place + 1)):
            return None
        if _HOUSE.fullmatch(word.text) and index - place > 1:
            return word.start, message.words[index].end
        ordinal = bool(re.fullmatch(r"\d{1,3}(?:st|nd|rd|th)", word.low))
        small = word.low in tables().ends_a_name and not word.capital
        if small and word.low not in tables().streets.particles:
            return None
        if plain and not (word.capital or ordinal):
            return None
        place -= 1
    return None


def _kind_first(message: Message, index: int) -> tuple[int, int] | None:
    """ "calle Mayor 12", "27 rue des Lilas", "ул. Профсоюзная, д. 86"."""
    streets = tables().streets
    word = message.words[index]
    last, capitals = _street_name(message, index)
    start = _number_before(message, index)
    number = _HOUSE_NUMBER.match(message.flat, message.words[last].end)
    sure = word.low in streets.before_name
    if number and (last > index or sure) and (capitals or sure or start is not None):
        return (word.start if start is None else start), number.end(1)
    if start is not None and last > index and (sure or capitals):
        return start, message.words[last].end
    if sure and capitals:
        return word.start, message.words[last].end
    return None


def _street_name(message: Message, index: int) -> tuple[int, int]:
    """The last word of the name after the kind of street, and how many capitals it has."""
    last, capitals = index, 0
    for place in range(index + 1, min(index + 1 + _LONGEST_NAME, len(message.words))):
        word = message.words[place]
        if not re.fullmatch(r"[ .'’«\"-]{0,3}", message.gap(place)):
            break
        caseless = not (word.text[0].isupper() or word.text[0].islower())
        if word.capital or (caseless and not word.text[0].isdigit()):
            last, capitals = place, capitals + 1
        elif word.low in tables().streets.particles and not word.text[0].isdigit():
            continue
        elif (
            place == index + 1
            and not word.text[0].isdigit()
            and word.low not in tables().ends_a_name
        ):
            last = place
        else:
            break
    return last, capitals


def _number_before(message: Message, index: int) -> int | None:
    """Where the house number before "rue" starts, over "bis" and a comma."""
    place = index - 1
    if place >= 0 and message.words[place].low in ("bis", "ter", "quater"):
        place -= 1
    if place >= 0 and _HOUSE.fullmatch(message.words[place].text):
        between = message.flat[message.words[place].end : message.words[index].start]
        if len(between) <= 8:
            return message.words[place].start
    return None


def _kind_last(message: Message, index: int) -> tuple[int, int] | None:
    """ "Lindenstraße 8", "Lange Gasse 3", "Ленинский проспект, 45"."""
    streets = tables().streets
    word = message.words[index]
    number = _HOUSE_NUMBER.match(message.flat, word.end)
    alone = word.low in streets.kind_before_number or word.low in streets.endings
    if number is None or (not alone and not word.capital and len(word.low) < 7):
        return None
    first = _name_before(message, index)
    if alone and first == index:
        return None
    return message.words[first].start, number.end(1)


def _name_before(message: Message, index: int) -> int:
    """The first word of a street's name before its kind: "Burgemeester de Vlugtlaan"."""
    first = place = index
    while place > 0 and index - place < 4 and re.fullmatch(r"[ -]", message.gap(place)):
        word = message.words[place - 1]
        if word.capital and word.low not in tables().ends_a_name:
            first = place - 1
        elif word.low not in tables().streets.particles:
            break
        place -= 1
    return first


def _with_units(message: Message, end: int) -> int:
    """`end` moved over flat, floor and staircase."""
    for _ in range(4):
        tail = _TAIL.match(message.flat, end)
        if tail:
            end = tail.end()
            continue
        index = message.word_at(end)
        words = message.words
        if (
            index + 1 < len(words)
            and words[index].start - end <= 3
            and words[index].low in tables().streets.units
            and len(words[index + 1].text) <= 4
            and re.search(r"\d|^[A-Z]$", words[index + 1].text)
            and len(message.gap(index + 1)) <= 3
        ):
            end = words[index + 1].end
            continue
        break
    return end


def _german_openings(message: Message) -> Iterator[Span]:
    """ "Am Alten Hafen 7", where a postcode follows or an address was announced."""
    for opening in message.openings:
        last = opening.last
        while last < len(message.words) and last - opening.last < 3 and message.words[last].capital:
            last += 1
        if last == opening.last:
            continue
        number = _HOUSE_NUMBER.match(message.flat, message.words[last - 1].end)
        start = message.words[opening.first].start
        if number and (
            _announced(message, start)
            or re.match(r"[,\s]+(?:in )?\d{5}\b", message.flat[number.end(1) :])
        ):
            yield Span(start, number.end(1), "address")


def _announced(message: Message, start: int) -> bool:
    """Whether "I live at" or the like ends shortly before."""
    return any(
        0 <= start - message.words[cue.last - 1].end <= 12 for cue in message.cues("live_at")
    )


def _cued(message: Message) -> Iterator[Span]:
    """After "my address is": what follows up to its house number, whatever the street is called."""
    for cue in message.cues("live_at"):
        match = _CUED_REST.match(message.flat, message.words[cue.last - 1].end)
        if match is None:
            continue
        rest = match["rest"]
        offset = match.start("rest")
        town = re.match(r"(?:(?:г\.\s?)?[A-ZÀ-ÖØ-ÞА-Я][^\W\d][^\d,]{0,24},\s?){1,2}", rest)
        if town:
            rest, offset = rest[town.end() :], offset + town.end()
        leading = re.match(r"(\d{1,5}[A-Za-z]?)[ ,]+(?:[A-ZÀ-ÖØ-ÞА-Я][\w'’.-]*[ ]?){1,4}", rest)
        trailing = re.match(
            r"(?:[A-ZÀ-ÖØ-ÞА-Я\u0600-\u06ff][\w'’.-]*|d[eaou]s?|del|la|van|der|den|ul|ул)"
            r"(?:[ .'’-]{1,2}[\w'’-]+){0,4}?[ ,]{1,2}(\d{1,4}[A-Za-z]?)(?![\w-])",
            rest,
        )
        found = leading or trailing
        if found and found[1] and not _is_age_or_dose(message, offset + found.end(1)):
            end = offset + len(found[0].rstrip(" ,"))
            yield Span(offset + found.start(), _with_units(message, end), "address")


def _is_age_or_dose(message: Message, end: int) -> bool:
    """Whether the number was blanked as public (an age, a dose)."""
    return message.public[end - 1] == "\x00"
