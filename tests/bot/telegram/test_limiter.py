"""Telegram's limits hold over any stretch of time."""

from __future__ import annotations

import pytest

from bot.telegram.limiter import Limiter


def leave(limiter: Limiter, chats: list[int], until: float) -> list[float]:
    """The moments at which messages leave when each chat always has one more to send."""
    now, moments = 0.0, []
    while now < until:
        for chat in chats:
            if limiter.overall_room(now) > 0 and limiter.chat_wait(chat, now) == 0.0:
                limiter.take(chat, now)
                moments.append(now)
        now += 0.01
    return moments


def most_within(moments: list[float], seconds: float) -> int:
    return max(
        sum(1 for moment in moments if start <= moment < start + seconds - 1e-6)
        for start in moments
    )


def test_at_most_thirty_leave_in_any_second() -> None:
    moments = leave(Limiter(), list(range(1, 100)), until=5.0)
    assert most_within(moments, 1.0) == 30
    assert len(moments) >= 145


def test_one_chat_gets_a_small_burst_and_then_one_a_second() -> None:
    moments = leave(Limiter(), [7], until=10.0)
    assert moments[:3] == [0.0, pytest.approx(0.01), pytest.approx(0.02)]
    assert len(moments) in (12, 13)


def test_a_group_gets_at_most_twenty_a_minute() -> None:
    moments = leave(Limiter(), [-7], until=130.0)
    assert most_within(moments, 60.0) == 20
    assert len(moments) >= 42


def test_a_refused_chat_waits_and_no_other_does() -> None:
    limiter = Limiter()
    limiter.refused(7, 3.0, now=10.0)
    assert limiter.chat_wait(7, 10.0) == 3.0
    assert limiter.chat_wait(8, 10.0) == 0.0
    assert limiter.overall_room(10.0) == 30


def test_refusals_all_round_make_everything_wait() -> None:
    limiter = Limiter()
    for chat in (1, 2, 3, 4):
        limiter.refused(chat, 3.0, now=10.0)
    assert (limiter.overall_room(12.9), limiter.overall_wait(12.0)) == (0, 1.0)
    assert limiter.overall_room(13.1) == 30


def test_a_success_in_between_means_that_refusals_were_each_chats_own() -> None:
    limiter = Limiter()
    for chat in (1, 2, 3, 4, 5):
        limiter.refused(chat, 3.0, now=10.0)
        limiter.accepted()
    assert limiter.overall_room(10.0) == 30


def test_many_chats_do_not_fill_the_memory() -> None:
    limiter = Limiter()
    for chat in range(1, 30_000):
        limiter.take(chat, float(chat))
    assert len(limiter._chats) <= 10_001


def test_quiet_chats_are_forgotten() -> None:
    limiter = Limiter()
    limiter.take(7, 0.0)
    limiter.refused(8, 500.0, 0.0)
    limiter.prune(100.0)
    assert (limiter.chat_wait(7, 100.0), limiter.chat_wait(8, 100.0)) == (0.0, 400.0)
