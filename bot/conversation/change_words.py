"""Changes of a record in the reader's words: no word of the registry's code, no list without end.

Lines stand under the day on which the change was seen. Places that changed in the same way are
told together by country ("New places in Poland (3): …"). What is free text in the registry (why a
study stopped, its title, its sponsor) is quoted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from bot.conversation import quoting
from bot.conversation.cards import phase_words
from bot.conversation.dates import in_words, number
from content.gazetteer import load_gazetteer
from content.phrases import Phrases
from content.records import PartialDate
from content.registry.changes import Change
from content.registry.seen import SeenChange
from content.terms.folding import fold_key

_PLACES_NAMED = 4  # of one country, in one line
_PLACE_LINES = 6
_QUOTED = 300  # characters

_Words = Callable[[str, Phrases], str]


def change_lines(found: Sequence[SeenChange], say: Phrases) -> str:
    """What changed in one trial, net, as lines of Telegram HTML: by day, the status first."""
    parts: list[str] = []
    for day, group in groupby(sorted(found, key=_day), key=_day):
        lines = _lines([item.change for item in group], say)
        parts.append(say.say("change.seen", date=in_words(day, say.language)))
        parts += [f"• {line}" for line in lines or [say.say("change.other")]]
    return "\n".join(parts)


def country_name(country: str, say: Phrases) -> str:
    """The registry's name of a country in the reader's language, where it is known."""
    return _country(country, say.language)


def _day(item: SeenChange) -> date:
    return item.seen


def _lines(changes: Sequence[Change], say: Phrases) -> list[str]:
    plain = [_line(change, say) for change in changes if not change.field.startswith("site")]
    places = list(_place_lines(changes, say))
    if len(places) > _PLACE_LINES:
        left = len(places) - _PLACE_LINES
        places = [*places[:_PLACE_LINES], say.say("change.places_more", count=left)]
    return [line for line in (*plain, *places) if line]


def _line(change: Change, say: Phrases) -> str:
    """One line; "" for a value that has no words."""
    match change.field:
        case "listed":
            return say.say("change.unlisted")
        case "has_results":
            url = f"https://clinicaltrials.gov/study/{change.nct_id}?tab=results"
            return say.say("change.results", url=url)
        case "why_stopped":
            return say.say("trial.why_stopped", reason=_quoted(change.after or "", say))
        case field if field in _FIELDS:
            key, words = _FIELDS[field]
            return _from_to(say.say(key), change, words, say)
    return ""


def _from_to(what: str, change: Change, words: _Words, say: Phrases) -> str:
    before = words(change.before, say) if change.before else ""
    after = words(change.after, say) if change.after else ""
    if not after or before == after:
        return ""
    if not before:
        return say.say("change.now", what=what, after=after)
    return say.say("change.from_to", what=what, before=before, after=after)


def _status(value: str, say: Phrases) -> str:
    key = f"status.{value}"
    return say.say(key if say.has(key) else "status.NONE")


def _phases(value: str, say: Phrases) -> str:
    return phase_words(tuple(value.split(", ")), say)


def _age(value: str, say: Phrases) -> str:
    return number(float(value), say.language)


def _date(value: str, say: Phrases) -> str:
    return in_words(PartialDate(value), say.language)


def _quoted(value: str, _say: Phrases) -> str:
    return quoting.cut(quoting.one_line(value), _QUOTED)


_FIELDS: Mapping[str, tuple[str, _Words]] = {
    "overall_status": ("change.status", _status),
    "phases": ("change.phase", _phases),
    "minimum_age": ("change.minimum_age", _age),
    "maximum_age": ("change.maximum_age", _age),
    "brief_title": ("change.title", _quoted),
    "lead_sponsor": ("change.sponsor", _quoted),
    "primary_completion_date": ("change.main_end", _date),
    "completion_date": ("change.end", _date),
}


@dataclass(frozen=True, slots=True)
class _PlaceNews:
    """What happened to places of one country: all that is told in one line."""

    country: str
    kind: str  # new, gone or status
    before: str = ""
    after: str = ""


def _place_lines(changes: Sequence[Change], say: Phrases) -> Iterator[str]:
    """A line for each country and kind of change: new, gone, another status."""
    told: dict[_PlaceNews, list[str]] = {}
    for change in changes:
        place = change.place or change.after or change.before or ""
        country = place.rpartition(", ")[2]
        if change.field == "site":
            news = _PlaceNews(country, "new" if change.after else "gone")
        elif change.field == "site_status" and change.after:
            before = _status(change.before, say) if change.before else ""
            news = _PlaceNews(country, "status", before, _status(change.after, say))
        else:
            continue
        told.setdefault(news, []).append(place)
    for news, places in told.items():
        yield _place_line(news, places, say)


def _place_line(news: _PlaceNews, places: Sequence[str], say: Phrases) -> str:
    alone = len(places) == 1
    named = _place(places[0], say) if alone else _counted(news.country, places, say)
    if news.kind == "status":
        if not news.before:
            return say.say("change.now", what=named, after=news.after)
        return say.say("change.from_to", what=named, before=news.before, after=news.after)
    if alone:
        return say.say(f"change.place_{news.kind}", place=named)
    return say.say(f"change.places_{news.kind}", places=named)


def _counted(country: str, places: Sequence[str], say: Phrases) -> str:
    return f"{country_name(country, say)} ({len(places)}): {_cities(places)}"


def _cities(places: Sequence[str]) -> str:
    names = [quoting.one_line(place.rpartition(", ")[0] or place) for place in places]
    shown = ", ".join(names[:_PLACES_NAMED])
    return f"{shown}, …" if len(names) > _PLACES_NAMED else shown


def _place(place: str, say: Phrases) -> str:
    city, _, country = place.rpartition(", ")
    return quoting.one_line(", ".join(part for part in (city, country_name(country, say)) if part))


@lru_cache(maxsize=512)
def _country(country: str, language: str) -> str:
    # Imported here: babel costs more than most commands need.
    from babel import Locale

    found = load_gazetteer().country(fold_key(country))
    if found is None:
        return quoting.one_line(country)
    return str(Locale(language).territories.get(found.country, country))
