"""A trial opened: one message with tabs that edit it in place and lead back.

Each tab quotes the record or our team's words; what neither has is said to be missing, with the
registry's page, and nothing is put in its place. The criteria stand word for word.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from bot.conversation import quoting
from bot.conversation.buttons import button
from bot.conversation.cards import (
    age_text,
    bulleted,
    phase_line,
    summary,
)
from bot.conversation.dates import in_words, number
from bot.conversation.distances import Measured
from bot.conversation.evidence import supported
from bot.conversation.sites import SHOWN, hidden_sites, in_order, named_sites
from bot.conversation.statuses import Openness, openness, status_line
from bot.conversation.watch_buttons import watch_button
from bot.conversation.where import Around, site_text
from bot.events import Button
from content.documents import SUMMARY, Trial, section
from content.phrases import Phrases
from content.records import Contact, OverallStatus, Site
from index.nearby import SiteAt

_CRITERIA = 2_400  # characters of quoted criteria in one message


class Tab(StrEnum):
    """The parts of a trial's page; the value stands in callback data."""

    MAIN = "main"
    DETAILS = "details"
    WHO = "who"
    WHERE = "where"
    RESULTS = "results"
    CONTACT = "contact"
    SIMILAR = "similar"


def page(
    trial: Trial,
    tab: Tab,
    today: date,
    say: Phrases,
    around: Around | None = None,
    offset: int = 0,
) -> str:
    """The text of a tab, with the trial's name and dated status on top.

    Its hospitals stand in order of the way from the places of `around`, from `offset` on.
    """
    head = [
        f"<b>{say.escape(quoting.one_line(trial.name))}</b>",
        status_line(trial, today, say),
    ]
    if trial.status_note and openness(trial, today) is not Openness.OPEN:
        head.append(say.escape(trial.status_note))
    measured: tuple[Measured, ...] = ()
    if tab is Tab.WHERE:
        lines, measured = _where(trial, say, today, around, offset)
    else:
        lines = _TABS[tab](trial, say)
    if say.has("trial.english_only"):
        lines.append(say.say("trial.english_only"))
    text = "\n".join([*head, "", *[line for line in lines if line], "", trial.record.url])
    return supported(text, (trial,), say, measured)


def page_buttons(
    trial: Trial, tab: Tab, say: Phrases, offset: int = 0
) -> tuple[tuple[Button, ...], ...]:
    """The tabs in rows, the open one replaced by the way back, then the watch."""
    tabs = (Tab.DETAILS, Tab.WHO, Tab.WHERE, Tab.RESULTS, Tab.CONTACT, Tab.SIMILAR)
    shown = [
        button(say.say(f"trial.{name.value}"), "t", trial.doc_id, name.value)
        for name in tabs
        if name is not tab
    ]
    if tab is not Tab.MAIN:
        shown.append(button(say.say("trial.back"), "t", trial.doc_id, Tab.MAIN.value))
    if tab is Tab.WHERE:
        shown += _where_buttons(trial, say, offset)
    rows = tuple(tuple(shown[at : at + 2]) for at in range(0, len(shown), 2))
    return (*rows, (watch_button(trial.doc_id, say),))


def _where_buttons(trial: Trial, say: Phrases, offset: int) -> list[Button]:
    """On to further hospitals, back to the first ones, and to the nearest."""
    shown = []
    if hidden_sites(trial.record, offset):
        shown.append(
            button(say.say("where.more"), "t", trial.doc_id, Tab.WHERE.value, offset + SHOWN)
        )
    if offset:
        shown.append(button(say.say("where.first"), "t", trial.doc_id, Tab.WHERE.value))
    if named_sites(trial.record):
        shown.append(button(say.say("where.nearest_to_me"), "n", trial.doc_id))
    return shown


def _main(trial: Trial, say: Phrases) -> list[str]:
    words = section(trial, SUMMARY)
    return [
        say.escape(bulleted(words)) if words else summary(trial, say),
        phase_line(trial.record, say),
        _labelled(say, "card.ages", ages=age_text(trial.record, say)),
        say.say("answer.team_decides"),
    ]


def _details(trial: Trial, say: Phrases) -> list[str]:
    record = trial.record
    words = section(trial, "What is studied")
    names = ", ".join(item.name for item in record.interventions)
    conditions = ", ".join(record.conditions)
    planned = record.enrollment_type == "ESTIMATED"
    count = number(record.enrollment, say.language) if record.enrollment else ""
    return [
        say.escape(bulleted(words)) if words else "",
        _labelled(say, "trial.treatments", treatments=quoting.cut(names, 400)),
        _labelled(say, "trial.conditions", conditions=quoting.cut(conditions, 300)),
        _labelled(say, "trial.planned" if planned else "trial.enrolled", count=count),
        _labelled(say, "trial.sponsor", sponsor=record.lead_sponsor or ""),
        _dates(trial, say),
        _labelled(say, "trial.why_stopped", reason=record.why_stopped or ""),
        _labelled(say, "trial.title", title=record.official_title or record.brief_title),
        _labelled(say, "trial.sources", sources="; ".join(trial.sources)),
    ]  # fmt: skip


def _dates(trial: Trial, say: Phrases) -> str:
    start = in_words(trial.record.start_date, say.language)
    end = in_words(
        trial.record.primary_completion_date or trial.record.completion_date, say.language
    )
    return say.say("trial.dates", start=start, end=end) if start and end else ""


def _who(trial: Trial, say: Phrases) -> list[str]:
    record = trial.record
    words = section(trial, "Who can join")
    lines = [
        say.escape(bulleted(words)) if words else "",
        _labelled(say, "card.ages", ages=age_text(record, say)),
    ]
    if record.eligibility_criteria:
        text, more = quoting.paragraphs(record.eligibility_criteria, _CRITERIA)
        lines += [say.say("trial.criteria"), f"<blockquote>{say.escape(text)}</blockquote>"]
        lines.append(say.say("trial.criteria_cut") if more else "")
    elif not words:
        lines.append(say.say("trial.no_criteria", url=record.url))
    return [*lines, say.say("trial.only_team")]


def _where(
    trial: Trial, say: Phrases, today: date, around: Around | None, offset: int
) -> tuple[list[str], tuple[Measured, ...]]:
    words = section(trial, "Where")
    lines = [say.escape(bulleted(words)) if words and not offset else ""]
    measured: list[Measured] = []
    found = around.sites if around else [SiteAt(site, False) for site in trial.record.sites]
    sites = in_order(found, trial, today)
    countries = list(dict.fromkeys(s.country for s in trial.record.sites if s.country))
    left = hidden_sites(trial.record, offset)
    if sites:
        lines.append(say.say("trial.sites"))
        for each in sites[offset : offset + SHOWN]:
            way = around.measure(each) if around else None
            measured += [way] if way else []
            lines.append(_site_line(each.site, way, say))
        lines.append(say.say("trial.sites_more", count=left) if left else "")
    if countries and not offset and (left or not sites):
        lines.append(_labelled(say, "trial.countries", countries=", ".join(countries)))
    if not any(lines):
        lines.append(say.say("trial.no_sites", url=trial.record.url))
    return lines, tuple(measured)


def _site_line(site: Site, way: Measured | None, say: Phrases) -> str:
    status = (
        say.say(f"status.{site.status.value}") if site.status else say.say("trial.site_unknown")
    )
    away = f", {way.text(say)}" if way else ""
    return f"• {say.escape(site_text(site))} ({status}{away})"


def _results(trial: Trial, say: Phrases) -> list[str]:
    words = section(trial, "Results")
    lines = [say.escape(bulleted(words)) if words else ""]
    if trial.record.has_results:
        lines.append(say.say("trial.results_posted", url=f"{trial.record.url}?tab=results"))
    return lines if any(lines) else [say.say("trial.no_results")]


def _contact(trial: Trial, say: Phrases) -> list[str]:
    record = trial.record
    closed = record.overall_status in {OverallStatus.COMPLETED, OverallStatus.WITHDRAWN}
    contacts = () if closed else record.central_contacts
    lines = [say.say("trial.contacts")] if contacts else []
    lines += [f"• {say.escape(_contact_text(contact))}" for contact in contacts[:4]]
    if not contacts:
        lines.append(say.say("trial.no_contact", url=record.url))
    lines.append(_labelled(say, "trial.investigators", names=", ".join(record.officials[:3])))
    return [*lines, say.say("answer.team_decides")]


def _contact_text(contact: Contact) -> str:
    told = quoting.one_line(", ".join(part for part in (contact.name, contact.phone) if part))
    return ", ".join(part for part in (told, quoting.address(contact.email)) if part)


def _labelled(say: Phrases, key: str, **values: str) -> str:
    """The sentence, or "" where there is nothing to put into it. Values come from documents."""
    cleaned = {name: quoting.one_line(value) for name, value in values.items()}
    return say.say(key, **cleaned) if all(cleaned.values()) else ""


_TABS = {
    Tab.MAIN: _main,
    Tab.DETAILS: _details,
    Tab.WHO: _who,
    Tab.RESULTS: _results,
    Tab.CONTACT: _contact,
}
