"""A trial's status in words, never without its date, never more open than the record says.

"Recruiting" that is more than a year old is told as what was so on that date: the registry may
have missed the closing of a study, and a patient must not be sent to a closed door.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from bot.conversation.dates import in_words
from content.documents import Trial
from content.phrases import Phrases
from content.records import OverallStatus, TrialRecord
from index.site_table import STALE_AFTER

_OPEN = {
    OverallStatus.RECRUITING,
    OverallStatus.AVAILABLE,
}
_PERHAPS = {
    OverallStatus.NOT_YET_RECRUITING,
    OverallStatus.ENROLLING_BY_INVITATION,
    OverallStatus.SUSPENDED,
    OverallStatus.TEMPORARILY_NOT_AVAILABLE,
}
_UNSTATED = {None, OverallStatus.UNKNOWN, OverallStatus.WITHHELD}


class Openness(StrEnum):
    """What a status means for somebody who looks for a trial, best first. Values are symbols."""

    OPEN = "🟢"
    PERHAPS = "🟡"
    UNSTATED = "⚪"
    CLOSED = "🔴"


def openness(trial: Trial, today: date) -> Openness:
    """How open the trial is, judged on `today`.

    OPEN only with a date that is not stale, and only where the last sync holds the trial.
    """
    status = trial.record.overall_status
    if status in _UNSTATED or trial.gone_since is not None:
        return Openness.UNSTATED
    if status in _OPEN:
        fresh = trial.record.status_date is not None and not _stale(trial.record, today)
        return Openness.OPEN if fresh and not trial.unconfirmed else Openness.PERHAPS
    return Openness.PERHAPS if status in _PERHAPS else Openness.CLOSED


def status_line(trial: Trial, today: date, say: Phrases) -> str:
    """Symbol, status in words, its date; a second line where the last sync did not confirm it.

    Of a trial that the registry lists no more, that and since when.
    """
    if trial.gone_since is not None:
        day = in_words(trial.gone_since, say.language)
        return f"{Openness.UNSTATED.value} {say.say('status.gone', date=day)}"
    line = _status(trial.record, openness(trial, today).value, today, say)
    return f"{line}\n{say.say('status.unconfirmed')}" if trial.unconfirmed else line


def _status(record: TrialRecord, symbol: str, today: date, say: Phrases) -> str:
    status = record.overall_status
    day = in_words(record.status_date, say.language)
    if status is None and not day:
        return f"{symbol} {say.say('status.NONE')}"
    if day and _stale(record, today) and status in (*_OPEN, OverallStatus.NOT_YET_RECRUITING):
        was_open = status in _OPEN
        return (
            f"{symbol} {say.say('status.was_open' if was_open else 'status.was_not_yet', date=day)}"
        )
    if not day and status in _OPEN:
        return f"{symbol} {say.say('status.open_undated')}"
    words = say.say(f"status.{status.value if status else 'NONE'}")
    if not day:
        return say.say("card.status_undated", symbol=symbol, status=words)
    dated = say.say("status.as_of", date=day)
    return say.say("card.status", symbol=symbol, status=words, date=dated)


def _stale(record: TrialRecord, today: date) -> bool:
    day = record.status_date
    return day is not None and today - day.earliest() > STALE_AFTER
