"""Whatever is asked, in whatever order, of whatever documents: nothing invented, nothing opened.

A short form of `tests/benchmarks/conversations.py`, which plays ten thousand.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.serving import Serving
from content.corpus import load_corpus
from tests.bot.conversation.conftest import serve
from tests.bot.conversation.hostile import hostile_documents
from tests.bot.conversation.play import play

CONVERSATIONS = 150


@pytest.fixture(scope="module", params=["shipped", "hostile"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Serving:
    documents = load_corpus().documents if request.param == "shipped" else hostile_documents(1)
    return serve(documents, tmp_path_factory.mktemp("home"))


def test_no_reply_holds_what_no_document_supports(served: Serving, tmp_path: Path) -> None:
    played = play(served, tmp_path, range(CONVERSATIONS))
    assert played.faults == ()
    assert played.trial_cards > CONVERSATIONS
