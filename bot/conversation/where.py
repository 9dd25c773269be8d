"""The line of a card that says where: the nearest open hospital, and how far it is.

Asked are cities, regions, countries, or a place that somebody shared. The record's own words name
the hospital; the distance is worked out; what the record leaves open is said to be open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.conversation import quoting
from bot.conversation.context import Context
from bot.conversation.dates import in_words
from bot.conversation.distances import Measured, in_reach
from bot.conversation.evidence import supported
from bot.conversation.sites import SiteStatus, in_order, is_named, site_status
from bot.conversation.statuses import Openness, openness
from content.documents import Trial
from content.phrases import Html, Phrases
from content.records import Site
from index.nearby import SiteAt, points_of
from index.query import Query
from index.retriever import Retriever, SearchResult

_SAME_TOWN_KM = 1.0
_LONGEST = 160  # characters of a hospital's name and place


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a card and the distances in it."""

    text: str = ""
    measured: tuple[Measured, ...] = ()


NOWHERE = Line()


def site_text(site: Site) -> str:
    """A hospital as the record gives it: facility, city, state, country."""
    parts = [part for part in (site.facility, site.city, site.state, site.country) if part]
    return quoting.cut(quoting.one_line(", ".join(dict.fromkeys(parts))), _LONGEST)


def where_line(
    trial: Trial, sites: Sequence[SiteAt], query: Query, today: date, say: Phrases
) -> Line:
    """Where `trial` is, for somebody who asked for the places of `query`; empty for the others."""
    if not query.places:
        return Line()
    chosen = _chosen(trial, sites, today, far=bool(points_of(query.places)))
    if chosen is None:
        return _countries(trial, say)
    if not is_named(chosen.site):
        return Line()
    measured = measure(chosen, query)
    key = _key(chosen.site, trial, today)
    text = say.say(
        f"where.nearest_{key}" if measured else f"where.there_{key}",
        site=site_text(chosen.site),
        distance=measured.text(say) if measured else "",
        date=in_words(trial.record.status_date, say.language),
    )
    return Line(text, (measured,) if measured else ())


def _key(site: Site, trial: Trial, today: date) -> str:
    """How to speak of a site: of a trial that may be closed, its status line says what is known."""
    if openness(trial, today) is not Openness.OPEN:
        return "plain"
    keys = {SiteStatus.OPEN: "open", SiteStatus.UNSTATED: "unstated", SiteStatus.CLOSED: "plain"}
    return keys[site_status(site, trial, today)]


def measure(found: SiteAt, query: Query) -> Measured | None:
    """The distance to a site, None where an end of the way is unknown.

    Nor is there one to a hospital of which only the town is known, in that town.
    """
    if found.here is None or found.there is None:
        return None
    if found.site.latitude is None and found.km < _SAME_TOWN_KM:
        return None
    miles = query.reach is not None and query.reach.miles
    return Measured(found.site, site_text(found.site), found.here, found.there, miles)


def none_line(result: SearchResult, say: Phrases) -> str:
    """That no open hospital lies as near as was asked."""
    query = result.query
    place = " · ".join(wanted.name for wanted in query.places)
    miles = query.reach is not None and query.reach.miles
    limit = in_reach(result.limit_km or 0.0, say, miles=miles)
    return say.say("where.none_within", distance=limit, place=place)


def beyond_line(
    query: Query, trial: Trial, sites: Sequence[SiteAt], today: date, say: Phrases
) -> str:
    """How far the nearest hospital is that may be open; "" where that is not known."""
    chosen = _chosen(trial, sites, today, far=True)
    measured = measure(chosen, query) if chosen else None
    if measured is None:
        return ""
    away = say.say("where.nearest_is", distance=measured.text(say), site=measured.name)
    return supported(away, (trial,), say, (measured,))


def _chosen(trial: Trial, sites: Sequence[SiteAt], today: date, *, far: bool) -> SiteAt | None:
    """The site to name: an open one, else one that does not say; `far`: wherever it is."""
    ordered = in_order(sites, trial, today)
    inside = [each for each in ordered if each.inside]
    if far:
        reached = [each for each in ordered if each.here is not None]
        mighty = [e for e in reached if site_status(e.site, trial, today) < SiteStatus.CLOSED]
        inside = mighty or inside
    return next(iter(inside), None) or next((each for each in sites if each.inside), None)


def _countries(trial: Trial, say: Phrases) -> Line:
    """Which countries a record names where it names no hospital."""
    sites = trial.record.sites
    names = list(dict.fromkeys(site.country for site in sites if site.country))
    if any(map(is_named, sites)) or not names:
        return Line()
    countries = quoting.one_line(", ".join(names))
    return Line(Html(say.say("where.only_countries", countries=countries)))


@dataclass(frozen=True, slots=True)
class Around:
    """The sites of a trial against the places of a question."""

    sites: tuple[SiteAt, ...]
    query: Query

    def measure(self, found: SiteAt) -> Measured | None:
        """As `measure`."""
        return measure(found, self.query)


def around(trial: Trial, query: Query, retriever: Retriever) -> Around | None:
    """The sites of `trial` as `query` asks for places; None where it asks for none."""
    return Around(retriever.sites(query, trial), query) if query.places else None


def talked_of(trial: Trial, context: Context, retriever: Retriever) -> Around | None:
    """The same for the question that the chat is about."""
    if not context.history:
        return None
    return around(trial, retriever.parse(context.history[-1], context.history[:-1]), retriever)
