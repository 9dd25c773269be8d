"""Values kept for a while: fresh, then old, then gone."""

from __future__ import annotations

from bot.console.kept import Kept


def test_a_value_is_fresh_then_old_then_gone() -> None:
    now = [100.0]
    kept = Kept(seconds=10, clock=lambda: now[0])
    kept.put("a", 1)
    assert (kept.get("a"), kept.old("a")) == (1, 1)
    now[0] += 11
    assert (kept.get("a"), kept.old("a")) == (None, 1)
    now[0] += 600
    kept.put("b", 2)
    assert (kept.old("a"), kept.old("b")) == (None, 2)


def test_only_one_makes_a_new_value_and_after_a_failure_another_may() -> None:
    kept = Kept()
    assert (kept.begin("a"), kept.begin("a")) == (True, False)
    kept.give_up("a")
    assert kept.begin("a")
    kept.put("a", 1)
    assert kept.begin("a")
