"""A question as data: what is wanted, in which role, where, for whom. Frozen; follow-ups merge.

Nothing here reads text (that is `index.reading`); here are the values, and how a follow-up changes
them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from index.places import PlaceWanted
from index.reach import Reach

EARLIER = 0.6
"""What a concept or word of an earlier message weighs against one of this message."""


class Role(StrEnum):
    """What a concept is to the writer."""

    ASKED = "asked"
    HAD = "had"  # a treatment already had
    NEVER = "never"  # a treatment never had
    REFUSED = "refused"  # "other than", "without"


class Category(StrEnum):
    """What a concept is about; ranking weighs by it."""

    DISEASE = "disease"
    SITE = "site"
    SYNDROME = "syndrome"
    THERAPY = "therapy"
    IMAGING = "imaging"
    MARKER = "marker"
    STAGE = "stage"
    LINE = "line"
    SETTING = "setting"
    OUTCOME = "outcome"
    TRIAL = "trial"
    STATUS = "status"
    ELSEWHERE = "elsewhere"  # another illness, an animal: not this bot's subject
    OTHER = "other"


class StatusWanted(StrEnum):
    """Where a study should stand."""

    RECRUITING = "recruiting"
    NOT_YET = "not yet"
    STOPPED = "stopped"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A concept in the text: any one of `concepts` is meant. `name` is what to call it."""

    concepts: tuple[str, ...]
    category: Category
    name: str
    role: Role = Role.ASKED
    weight: float = 1.0
    general: bool = False
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question for the lexical side, folded, with its weight."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Query:
    """A question, read. `looked_up` are trials asked for by id or by their own name.

    `unheld` are names of trials that no record has, `people` those of doctors asked for.
    `unknown` are words that nothing explains; of these, `tried` stand where a treatment stands.
    """

    text: str
    words: tuple[Word, ...] = ()
    nct_ids: tuple[str, ...] = ()
    looked_up: tuple[str, ...] = ()
    unheld: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    places: tuple[PlaceWanted, ...] = ()
    near_here: bool = False
    reach: Reach | None = None
    status: StatusWanted | None = None
    wants_results: bool = False
    why_stopped: bool = False
    age: float | None = None
    ki67: float | None = None
    unknown: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    follows: bool = False

    @property
    def topics(self) -> tuple[Wanted, ...]:
        """Concepts asked for that say what the question is about."""
        return tuple(w for w in self.wanted if w.role is Role.ASKED and w.category in _TOPICS)

    @property
    def elliptical(self) -> bool:
        """Whether the message says too little to stand alone: it goes on from the one before."""
        if self.nct_ids or self.looked_up:
            return False
        return not self.of(Category.DISEASE) and (self.follows or not self.topics)

    @property
    def asks_for_something(self) -> bool:
        """Whether there is anything to search by: a concept, a place, a trial."""
        return bool(self.topics or self.places or self.looked_up or self.nct_ids)

    def of(self, *categories: Category, role: Role = Role.ASKED) -> tuple[Wanted, ...]:
        """The concepts of these categories in this role."""
        return tuple(w for w in self.wanted if w.category in categories and w.role is role)


_TOPICS = frozenset(
    {Category.DISEASE, Category.SITE, Category.SYNDROME, Category.THERAPY, Category.IMAGING,
     Category.MARKER, Category.TRIAL}
)  # fmt: skip
_TREATMENTS = (Category.THERAPY, Category.IMAGING)


def merge(previous: Query, new: Query) -> Query:
    """`new` said after `previous`: what it names replaces its like, the rest is carried on.

    A message with a disease and a treatment of its own, or a trial's id, stands alone.
    """
    if new.nct_ids or new.looked_up or _stands_alone(new):
        return new
    carried = tuple(_fainter(w) for w in previous.wanted if _is_kept(w, new))
    keep_trials = not new.of(Category.DISEASE, Category.SITE) and not new.topics
    return replace(
        new,
        words=(*new.words, *(Word(w.text, w.weight * EARLIER) for w in previous.words)),
        nct_ids=previous.nct_ids if keep_trials else (),
        looked_up=previous.looked_up if keep_trials else (),
        wanted=(*new.wanted, *carried),
        places=_places(previous, new),
        reach=new.reach or (None if new.places else previous.reach),
        status=new.status or previous.status,
        age=new.age if new.age is not None else previous.age,
        ki67=new.ki67 if new.ki67 is not None else previous.ki67,
    )


def _places(previous: Query, new: Query) -> tuple[PlaceWanted, ...]:
    """The places that hold now; one that answers "where are you?" is one to be near."""
    if not new.places:
        return previous.places
    near = previous.near_here and not previous.places
    return tuple(replace(place, near=True) for place in new.places) if near else new.places


def _stands_alone(query: Query) -> bool:
    disease = query.of(Category.DISEASE)
    return bool(disease and query.of(*_TREATMENTS)) and not query.follows


def _is_kept(wanted: Wanted, new: Query) -> bool:
    """Whether a concept of the earlier message still holds after `new`."""
    if wanted.category is Category.STATUS:
        return False
    if wanted.category in (Category.DISEASE, Category.SITE, Category.SYNDROME):
        return not new.of(Category.DISEASE, Category.SITE)
    return all(wanted.concepts != other.concepts for other in new.wanted)


def _fainter(wanted: Wanted) -> Wanted:
    keep = wanted.category in (Category.DISEASE, Category.SITE, Category.SYNDROME)
    return replace(wanted, weight=wanted.weight * (0.9 if keep else EARLIER))
