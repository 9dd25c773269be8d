"""Cards: a document in a few lines, with what a patient needs to decide whether to open it.

Every card leaves through the evidence check, wherever it is shown: what its document does not
support is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.conversation import quoting
from bot.conversation.buttons import button
from bot.conversation.dates import in_words, number
from bot.conversation.evidence import supported
from bot.conversation.statuses import status_line
from bot.conversation.where import NOWHERE, Line
from bot.events import Button
from content.documents import SUMMARY, Document, Guide, NewsItem, Term, Trial, section
from content.phrases import Phrases
from content.records import TrialRecord

_OLD_NEWS = timedelta(days=365)
_RESULTS = 600  # characters of told results under one trial
_CRITERIA = 700  # characters of quoted criteria under one trial
_COMBINED = {("PHASE1", "PHASE2"): "PHASE1_PHASE2", ("PHASE2", "PHASE3"): "PHASE2_PHASE3"}


def trial_card(
    trial: Trial, position: int, today: date, say: Phrases, where: Line = NOWHERE
) -> str:
    """A numbered trial: name, what it is, who it is for, status with its date, phase, link."""
    lines = [
        say.say("card.line", number=position, name=quoting.one_line(trial.name)),
        summary(trial, say),
        who_line(trial, say),
        status_line(trial, today, say),
        phase_line(trial.record, say),
        where.text,
        trial.record.url,
    ]
    return supported("\n".join(line for line in lines if line), (trial,), say, where.measured)


def trial_list(
    trials: Sequence[Trial], today: date, say: Phrases
) -> tuple[str, tuple[Button, ...]]:
    """Numbered cards, and the row of buttons that opens them."""
    cards = [trial_card(trial, at, today, say) for at, trial in enumerate(trials, 1)]
    return "\n\n".join(cards), number_buttons([trial.doc_id for trial in trials])


def number_buttons(nct_ids: Sequence[str]) -> tuple[Button, ...]:
    """1 2 3, each opening its trial."""
    return tuple(button(str(at), "t", nct_id) for at, nct_id in enumerate(nct_ids, 1))


def results_text(trial: Trial, say: Phrases) -> str:
    """What the trial showed, in our team's words; "" where there are none."""
    results = section(trial, "Results")
    told = quoting.paragraphs(bulleted(results), _RESULTS)[0] if results else ""
    return supported(say.escape(told), (trial,), say)


def criteria_text(trial: Trial, say: Phrases) -> str:
    """Who can join: the registry's list word for word, else our team's words, else its page."""
    words = section(trial, "Who can join")
    if trial.record.eligibility_criteria:
        text, _ = quoting.paragraphs(trial.record.eligibility_criteria, _CRITERIA)
        quoted = f"{say.say('trial.criteria')}\n<blockquote>{say.escape(text)}</blockquote>"
    elif words:
        quoted = say.escape(bulleted(words))
    else:
        quoted = say.say("trial.no_criteria", url=trial.record.url)
    return supported(quoted, (trial,), say)


def summary(trial: Trial, say: Phrases) -> str:
    """One or two plain sentences by our team, or the registry's own first ones, marked as such."""
    words = section(trial, SUMMARY)
    if words:
        return say.escape(quoting.first_sentences(words))
    text = trial.record.brief_summary or trial.record.official_title
    if not text:
        return ""
    return say.say("card.quote", text=quoting.first_sentences(text, sentences=1, limit=220))


def who_line(trial: Trial, say: Phrases) -> str:
    """Who the trial is for: our team's words, else the record's conditions, and the ages."""
    words = section(trial, "Who can join")
    who = (
        quoting.first_sentences(_as_sentences(words), sentences=1, limit=180)
        if words
        else quoting.cut(", ".join(trial.record.conditions[:4]), 180)
    )
    lines = [say.say("card.who", who=quoting.one_line(who))] if who else []
    if ages := age_text(trial.record, say):
        lines.append(say.say("card.ages", ages=ages))
    return "\n".join(lines)


def age_text(record: TrialRecord, say: Phrases) -> str:
    """The ages that can join, "" where the record sets none."""
    low = number(record.minimum_age, say.language) if record.minimum_age else ""
    high = number(record.maximum_age, say.language) if record.maximum_age else ""
    if low and high:
        return say.say("card.age_between", low=low, high=high)
    if low:
        return say.say("card.age_from", low=low)
    return say.say("card.age_to", high=high) if high else ""


def phase_line(record: TrialRecord, say: Phrases) -> str:
    """The phase and what it means, "" where the record gives none."""
    return phase_words(record.phases, say)


def phase_words(phases: Sequence[str], say: Phrases) -> str:
    """The registry's phases in words."""
    phases = tuple(sorted(phases))
    keys = [_COMBINED[phases]] if phases in _COMBINED else list(phases)
    known = [say.say(f"phase.{key}") for key in keys if say.has(f"phase.{key}")]
    return "; ".join(known)


def news_card(item: NewsItem, today: date, say: Phrases, *, whole: bool = False) -> str:
    """A news item: title with date, its first sentences (or all), source; old ones say so."""
    day = in_words(item.date, say.language)
    text = section(item, SUMMARY) or ""
    lines = [
        say.say("news.line", title=item.title, date=day),
        body(item, say) if whole else say.escape(quoting.first_sentences(text, limit=400)),
        say.say("news.source", source=item.source),
    ]
    if item.source_url:
        lines.append(item.source_url)
    if today - item.date.earliest() > _OLD_NEWS:
        lines.append(say.say("news.old", date=day))
    return supported("\n".join(lines), (item,), say)


def term_card(term: Term, say: Phrases, *, more: Sequence[Term] = ()) -> str:
    """A glossary entry: the word, other names, the meaning; `more` are entries to see also."""
    lines = [say.say("term.title", title=term.title)]
    if term.also:
        lines.append(say.say("term.also", names=", ".join(term.also[:4])))
    lines.append(body(term, say))
    if more:
        lines.append(say.say("term.see_also", names=", ".join(other.title for other in more)))
    return supported("\n".join(lines), (term, *more), say)


def guide_card(guide: Guide, say: Phrases) -> str:
    """A guide, whole: they are short."""
    card = f"{say.say('guide.title', title=guide.title)}\n{body(guide, say)}"
    return supported(card, (guide,), say)


def body(document: Document, say: Phrases) -> str:
    """All sections with their headings, escaped, lists with bullets."""
    parts = []
    for part in document.sections:
        if part.heading != SUMMARY:
            parts.append(f"<b>{say.escape(part.heading)}</b>")
        parts.append(say.escape(bulleted(part.text)))
    return "\n".join(parts)


def bulleted(text: str) -> str:
    """The list items of a body with a bullet that Telegram shows; paragraphs stay apart."""
    lines = [f"• {line[2:]}" if line.startswith("- ") else line for line in text.splitlines()]
    return quoting.clean("\n".join(lines))


def _as_sentences(text: str) -> str:
    return text.replace("\n- ", " ").removeprefix("- ")
