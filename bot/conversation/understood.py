"""The line that tells what was understood, and the buttons that change it: less, or more narrowly.

`x:<question>:<changes>` searches again for a question asked lately, with changes to its parsed
query: `d2` leaves out its third part, `r` keeps to trials that are open to new patients, `c` to the
chat's country. Changes add up, joined by dots. The words of the question are held in memory only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation import quoting
from bot.conversation.buttons import button
from bot.conversation.distances import in_reach
from bot.events import Button
from content.gazetteer import Place
from content.phrases import Html, Phrases
from index.parts import Part, parts, without
from index.places import PlaceWanted
from index.query import Query, StatusWanted
from index.retriever import Retriever

OPEN, COUNTRY, LESS = "r", "c", "d"
_LABEL = 22  # characters of a part on a button
_MOST = 3  # buttons that leave something out
_CHANGES = 6

Rows = tuple[tuple[Button, ...], ...]


def told(query: Query, retriever: Retriever, say: Phrases) -> tuple[str, ...]:
    """The parts of `query` in the reader's language, as far as the tables have names in it."""
    names = (_name(part, query, retriever, say) for part in parts(query))
    return tuple(dict.fromkeys(names))


def _name(part: Part, query: Query, retriever: Retriever, say: Phrases) -> str:
    if part.concept is not None:
        return retriever.name_in(part.concept, say.language)
    if part.status is not None:
        return say.say(f"part.{part.status.name.lower()}")
    if part.place is not None:
        name = place_name(part.place, say.language)
        reach = query.reach
        return f"{name} ({in_reach(reach.km, say, miles=reach.miles)})" if reach else name
    return say.say("part.age", age=f"{part.age:g}")


def place_name(place: PlaceWanted, language: str) -> str:
    """A country by its name in `language`, any other place by its usual one."""
    from babel import Locale

    option = place.options[0] if place.options else None
    if option is None or option.kind != "country":
        return place.name
    return Locale.parse(language).territories.get(option.country) or place.name


def country_wanted(code: str | None) -> PlaceWanted | None:
    """The country of a chat as a place to search in; None where none was chosen."""
    if code is None:
        return None
    place = Place("country", code, code)
    return PlaceWanted(code, (place,))


def changed(query: Query, changes: str, country: PlaceWanted | None) -> Query | None:
    """`query` with the changes of a button; None where they are none that a button makes."""
    steps = changes.split(".")
    if len(steps) > _CHANGES:
        return None
    for step in steps:
        asked = parts(query)
        number = int(step[1:]) if step[1:].isdecimal() and len(step) < 4 else -1
        if step == OPEN:
            query = replace(query, status=StatusWanted.RECRUITING)
        elif step == COUNTRY and country is not None:
            query = replace(query, places=(country,), near_here=False, reach=None)
        elif step.startswith(LESS) and 0 <= number < len(asked) and len(asked) > 1:
            query = without(query, asked[number])
        else:
            return None
    return query


def rows(
    query: Query,
    names: Sequence[str],
    question_id: int,
    say: Phrases,
    *,
    made: str = "",
    country: bool = False,
) -> Rows:
    """The buttons under an answer. `made`: changes made already; `country`: whether it is known.

    None for one trial that was named: there is nothing to widen.
    """
    if query.looked_up or query.nct_ids or made.count(".") >= _CHANGES - 1:
        return ()
    before = f"{made}." if made else ""
    found: list[tuple[Button, ...]] = []
    if 1 < len(names) == len(parts(query)):
        less = [
            button(
                say.say("part.less", what=Html(quoting.cut(name, _LABEL))),
                "x", question_id, f"{before}{LESS}{number}",
            )
            for number, name in enumerate(names)
        ]  # fmt: skip
        found.append(tuple(less[-_MOST:]))
    narrower = []
    if query.status is None:
        narrower.append(button(say.say("part.only_open"), "x", question_id, f"{before}{OPEN}"))
    if country and not query.places:
        label = say.say("part.only_country")
        narrower.append(button(label, "x", question_id, f"{before}{COUNTRY}"))
    if narrower and names:
        found.append(tuple(narrower))
    return tuple(found)
