"""The stranger who reads every generated reply notices what he is there to notice."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.cards import trial_card
from bot.conversation.trial_page import Tab, page
from content.documents import SUMMARY, Section, Trial
from content.phrases import phrases
from content.records import Contact, OverallStatus, PartialDate, Site, TrialRecord
from tests.bot.conversation.oracle import Oracle

TODAY = date(2026, 11, 24)
SAY = phrases("en")
CLOSED = Trial(
    TrialRecord(
        "NCT01234567",
        "A study",
        overall_status=OverallStatus.ACTIVE_NOT_RECRUITING,
        status_date=PartialDate("2026-10-02"),
        sites=(Site("A hospital", "Tampa", "Florida", "United States", OverallStatus.COMPLETED),),
        central_contacts=(Contact("A. Nurse", "+1 813 555 0100", "nurse@study.example"),),
        enrollment=1240,
    ),
    "A plain name",
    sections=(Section(SUMMARY, "It lasted 20.4 months."),),
)
ORACLE = Oracle({CLOSED.doc_id: CLOSED}, TODAY)
URL = CLOSED.record.url


def faults(text: str, *told: str) -> list[str]:
    return list(ORACLE.faults(text, told))


@pytest.mark.parametrize("language", ["en", "de", "ja", "ar"])
def test_true_cards_and_pages_have_no_fault(language: str) -> None:
    say = phrases(language)
    assert faults(trial_card(CLOSED, 1, TODAY, say)) == []
    for tab in (Tab.MAIN, Tab.DETAILS, Tab.WHO, Tab.WHERE, Tab.RESULTS, Tab.CONTACT):
        assert faults(page(CLOSED, tab, TODAY, say)) == []


def test_a_contacts_own_address_is_shown_on_the_page() -> None:
    assert "nurse@study.example" in page(CLOSED, Tab.CONTACT, TODAY, SAY)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (f"It lasted 21.9 months.\n{URL}", "the figure 219"),
        (f"See NCT99999999.\n{URL}", "NCT99999999"),
        ("See NCT99999999.", "NCT99999999"),
        (f"🟢 Open to new patients\n{URL}", "is shown as open"),
        (f"🔴 Closed\n🔴 Closed\n{URL}", "2 status lines"),
        ("• A plain name\n  🟢 Open to new patients", "is offered as open"),
        ("🟢 Open to new patients", "an opening without a trial"),
        (f"• A hospital, Tampa, United States (Open to new patients)\n{URL}", "a site of"),
        ("Write to pay@evil.example", "pay@evil.example"),
        ("Look at https://evil.example/x", "https://evil.example/x"),
        ("<script>x</script>", "<script>"),
        ("<b>bold", "not closed"),
        ("nepo\u202e", "0x202e"),
    ],
)
def test_an_invention_is_named(text: str, part: str) -> None:
    assert any(part in fault for fault in faults(text)), faults(text)


def test_what_the_person_wrote_may_be_said_back() -> None:
    assert faults("NCT99999999 is not in my list.", "is NCT99999999 open?") == []
