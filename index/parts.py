"""What a query asks for, part by part: told to the patient, and left out at the press of a button.

The parts of a query stand in a fixed order (concepts, stage and line, status, places, age), so a
number names the same part as long as the question is read the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from index.places import PlaceWanted
from index.query import Category, Query, StatusWanted, Wanted
from index.reach import KM_PER_MILE, Reach
from index.reading_rules import load_compositions


@dataclass(frozen=True, slots=True)
class Part:
    """One thing asked for: a concept, a status, a place or an age; the others are None."""

    concept: Wanted | None = None
    status: StatusWanted | None = None
    place: PlaceWanted | None = None
    age: float | None = None


def parts(query: Query) -> tuple[Part, ...]:
    """The parts of `query`; general words only where nothing particular is asked."""
    topics = [w for w in query.topics if not w.general] or list(query.topics)
    topics += [w for w in query.of(Category.STAGE, Category.LINE) if not w.general]
    by_name = {wanted.name: wanted for wanted in reversed(topics)}
    names = dict.fromkeys(wanted.name for wanted in topics)
    found = [Part(concept=by_name[name]) for name in names]
    if query.status is not None:
        found.append(Part(status=query.status))
    found += [Part(place=place) for place in query.places]
    if query.age is not None:
        found.append(Part(age=query.age))
    return tuple(found)


def describe(query: Query) -> tuple[str, ...]:
    """The parts by their English names, for staff and for scripts."""
    return tuple(dict.fromkeys(_english(part, query) for part in parts(query)))


def _english(part: Part, query: Query) -> str:
    if part.concept is not None:
        return part.concept.name
    if part.status is not None:
        return "not yet open" if part.status is StatusWanted.NOT_YET else part.status.value
    if part.place is not None:
        return _around(part.place.name, query.reach)
    return f"age {part.age:g}"


def _around(name: str, reach: Reach | None) -> str:
    """A place as it was asked for, with the distance around it."""
    if reach is None:
        return name
    size = f"{reach.km / KM_PER_MILE:.0f} miles" if reach.miles else f"{reach.km:.0f} km"
    return f"{name} ({size})"


def without(query: Query, part: Part) -> Query:
    """`query` without one of its parts."""
    if part.status is not None:
        return replace(query, status=None)
    if part.place is not None:
        return replace(query, places=tuple(p for p in query.places if p != part.place))
    if part.age is not None:
        return replace(query, age=None)
    return _without_concept(query, part.concept) if part.concept else query


def _without_concept(query: Query, left_out: Wanted) -> Query:
    """Without a concept, what it was made of ("pancreas", "NET") and the words that named it."""
    made_of = {
        concept
        for pair, means in load_compositions().items()
        if means in left_out.concepts
        for concept in pair
    }
    gone = [
        wanted
        for wanted in query.wanted
        if wanted.name == left_out.name
        or (not left_out.end and wanted.general and made_of.issuperset(wanted.concepts))
    ]
    spoken = " ".join(query.text[w.start : w.end].casefold() for w in gone).split()
    return replace(
        query,
        words=tuple(word for word in query.words if word.text not in spoken),
        wanted=tuple(wanted for wanted in query.wanted if wanted not in gone),
    )
