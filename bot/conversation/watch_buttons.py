"""The buttons about watches. Their callback data is short and means the same after a restart.

Verbs: `w` watch a trial, `wq` a question, `wy` and `wn` the answer whether its words may be kept,
`ws` stop one, `wa` stop all, `wu` undo, `wk` keep what a year-old watch is about.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation import quoting
from bot.conversation.answers import Answer
from bot.conversation.buttons import button
from bot.events import Button
from bot.store.watches import Watch
from content.phrases import Html, Phrases

_LABEL = 34  # characters of a button

Rows = tuple[tuple[Button, ...], ...]


def watch_button(nct_id: str, say: Phrases) -> Button:
    """Tell me if this trial changes."""
    return button(say.say("watch.button"), "w", nct_id)


def watch_row(answer: Answer, question_id: int, say: Phrases) -> Rows:
    """What can be watched under an answer: its one trial, else what is new for its question."""
    trials = [doc_id for doc_id in answer.shown if doc_id.startswith("NCT")]
    if len(trials) == 1 and len(answer.nct_ids) == 1:
        return ((watch_button(trials[0], say),),)
    if answer.topic and (trials or answer.abstained):
        return ((button(say.say("watch.button_question"), "wq", question_id),),)
    return ()


def consent_row(question_id: int, say: Phrases) -> Rows:
    """Whether the words of this question may be kept."""
    return (
        (
            button(say.say("watch.words_yes"), "wy", question_id),
            button(say.say("watch.words_no"), "wn", question_id),
        ),
    )


def stop_row(watch_id: int, say: Phrases) -> Rows:
    """The way out under one watch."""
    return ((button(say.say("watch.stop_one"), "ws", watch_id),),)


def stop_rows(watches: Sequence[tuple[Watch, str]], say: Phrases) -> Rows:
    """A way out of each watch, by its name, with the way to what it is about."""
    rows: list[tuple[Button, ...]] = []
    for watch, name in watches:
        label = Html(quoting.cut(name, _LABEL))
        row = [button(say.say("watch.stop", what=label), "ws", watch.id)]
        if watch.nct_id:
            row.insert(0, button(say.say("watch.open", what=label), "t", watch.nct_id))
        rows.append(tuple(row))
    return tuple(rows)


def stop_all_row(say: Phrases) -> Rows:
    """The way out of everything."""
    return ((button(say.say("watch.stop_all"), "wa"),),)


def undo_row(watch_id: int, say: Phrases) -> Rows:
    """Take a stop back."""
    return ((button(say.say("watch.undo"), "wu", watch_id),),)


def keep_rows(say: Phrases) -> Rows:
    """Go on with old watches, or look through them."""
    return (
        (
            button(say.say("watch.keep_yes"), "wk"),
            button(say.say("watch.stop_all"), "wa"),
        ),
    )
