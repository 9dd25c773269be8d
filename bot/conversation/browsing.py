"""Looking around: who this is, what can be asked, what there is."""

from __future__ import annotations

from datetime import datetime

from bot.conversation import cards, quoting
from bot.conversation.age import age_line
from bot.conversation.buttons import Press, button
from bot.conversation.choices import consent_question
from bot.conversation.context import KEPT_MINUTES
from bot.conversation.dates import in_words
from bot.conversation.roles import PATIENT_COMMANDS as COMMANDS
from bot.conversation.trial_page import Tab, page, page_buttons
from bot.conversation.where import talked_of
from bot.conversation.world import World
from bot.events import Event, Reply, Response
from content.documents import Guide, Kind, NewsItem, Term, Trial, title_of
from content.phrases import Html, Phrases

_MORE = 3
_FURTHEST = 100_000  # hospitals; a forged press asks for more
_BUTTONS = 4  # further news items, one button each


def start(world: World, event: Event) -> Response:
    """Who this is, what it can do, and whether questions may be kept."""
    say = world.say(event)
    chat = world.chats.get(event.chat_id)
    return Response((Reply(say.say("start.hello")), *consent_question(world, event, chat)))


def about(world: World, event: Event) -> Response:
    """What stands behind the answers."""
    say = world.say(event)
    snapshot = world.serving.current.snapshot
    built = datetime.fromisoformat(snapshot.manifest.created).date()
    counts = {kind: snapshot.kinds.count(kind) for kind in Kind}
    text = say.say(
        "about.text",
        trials=counts[Kind.TRIAL],
        news=counts[Kind.NEWS],
        terms=counts[Kind.TERM],
        guides=counts[Kind.GUIDE],
        built=in_words(built, say.language),
    )
    return Response((Reply(text),))


def trials(world: World, event: Event) -> Response:
    """The trials of the list that are open, newest status first."""
    say = world.say(event)
    today = world.clock().date()
    snapshot = world.serving.current.snapshot
    found = world.serving.current.retriever.open_trials(today, _MORE)
    shown = [trial for doc_id in found if isinstance(trial := snapshot.document(doc_id), Trial)]
    text, row = cards.trial_list(shown, today, say)
    world.showed(event, [trial.doc_id for trial in shown])
    parts = [text, say.say("answer.team_decides"), age_line(world.registry_age, today, say)]
    return Response((Reply("\n\n".join(filter(None, parts)), (row,) if row else ()),))


def news(world: World, event: Event) -> Response:
    """The latest news."""
    say = world.say(event)
    today = world.clock().date()
    served = world.serving.current
    found = [
        served.snapshot.document(hit.doc_id)
        for hit in served.retriever.newest_news(_MORE + _BUTTONS)
    ]
    items = [item for item in found if isinstance(item, NewsItem)]
    parts = [say.say("news.title"), *[cards.news_card(i, today, say) for i in items[:_MORE]]]
    rows = tuple((button(item.title[:60], "d", item.doc_id),) for item in items[_MORE:])
    return Response((Reply("\n\n".join(parts), rows),))


def glossary(world: World, event: Event) -> Response:
    """All words that can be explained."""
    say = world.say(event)
    snapshot = world.serving.current.snapshot
    ids = [doc_id for doc_id in snapshot.doc_ids if doc_id.startswith("glossary/")]
    terms = [term for doc_id in ids if (term := snapshot.document(doc_id)) is not None]
    titles = sorted(map(title_of, terms), key=str.casefold)
    return Response((Reply(f"{say.say('term.list_title')}\n\n{say.escape(', '.join(titles))}"),))


def new(world: World, event: Event) -> Response:
    """Forget what was being talked about."""
    world.contexts.clear(event.chat_id)
    return Response((Reply(world.say(event).say("context.cleared")),))


def open_trial(world: World, event: Event, press: Press) -> Response:
    """A trial in a message of its own; its tabs edit that message in place."""
    say = world.say(event)
    trial = world.serving.current.snapshot.document(press.argument(0))
    if not isinstance(trial, Trial):
        return Response(notice=say.say("trial.gone"))
    context = world.opened(event, trial.doc_id)
    name = press.argument(1)
    if name == Tab.SIMILAR.value:
        return _similar(world, event, trial, say)
    tab = Tab(name) if name in {known.value for known in Tab} else Tab.MAIN
    around = talked_of(trial, context, world.serving.current.retriever)
    offset = min(press.number(2) or 0, _FURTHEST)
    today = world.clock().date()
    text = page(trial, tab, today, say, around, offset)
    if line := age_line(world.registry_age, today, say):
        text = f"{text}\n\n{line}"
    edit = event.message_id if name else None
    return Response((Reply(text, page_buttons(trial, tab, say, offset), edit=edit),))


def _similar(world: World, event: Event, trial: Trial, say: Phrases) -> Response:
    retriever = world.serving.current.retriever
    snapshot = world.serving.current.snapshot
    ids = [hit.doc_id for hit in retriever.similar(trial.doc_id, _MORE)]
    shown = [found for doc_id in ids if isinstance(found := snapshot.document(doc_id), Trial)]
    if not shown:
        return Response(notice=say.say("trial.no_similar"))
    today = world.clock().date()
    text, row = cards.trial_list(shown, today, say)
    head = say.say("trial.similar_title", name=quoting.one_line(trial.name))
    back = (button(say.say("trial.back"), "t", trial.doc_id, Tab.MAIN.value),)
    return Response((Reply(f"{head}\n\n{text}", (row, back), edit=event.message_id),))


def open_text(world: World, event: Event, press: Press) -> Response:
    """A news item, glossary entry or guide in full."""
    say = world.say(event)
    document = world.serving.current.snapshot.document(press.argument(0))
    match document:
        case NewsItem():
            text = cards.news_card(document, world.clock().date(), say, whole=True)
        case Term():
            text = cards.term_card(document, say)
        case Guide():
            text = cards.guide_card(document, say)
        case _:
            return Response(notice=say.say("role.old_button"))
    return Response((Reply(text),))


def help_(world: World, event: Event) -> Response:
    """What can be asked, and the commands that this person has."""
    say = world.say(event)
    lines = [
        say.say("help.command_line", name=name, what=say.say(f"commands.{name}"))
        for name in COMMANDS
    ]
    text = say.say("help.text", minutes=KEPT_MINUTES, commands=Html("\n".join(lines)))
    return Response((Reply(text),))
