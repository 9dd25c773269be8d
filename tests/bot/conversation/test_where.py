"""Where: the nearest open hospitals with their distance, across borders, honest about the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversation.core import Conversation
from bot.conversation.world import World
from bot.events import Event, EventKind, Reply
from bot.serving import Serving
from content.documents import Trial
from content.records import Intervention, OverallStatus, PartialDate, Site, TrialRecord
from tests.bot.conversation.conftest import NOW, PATIENT, Talk, open_world, serve

R, C = OverallStatus.RECRUITING, OverallStatus.COMPLETED


def trial(
    number: int,
    title: str,
    sites: tuple[Site, ...],
    drug: str = "177Lu-DOTATATE",
    status: OverallStatus | None = R,
    date: str | None = "2026-05-04",
) -> Trial:
    record = TrialRecord(
        f"NCT{number:08d}", title, overall_status=status,
        status_date=PartialDate(date) if date else None,
        conditions=("Pancreatic Neuroendocrine Tumor",), interventions=(Intervention(drug),),
        brief_summary=f"{title}.", sites=sites,
    )  # fmt: skip
    return Trial(record, title)


MOFFITT = Site("Moffitt Cancer Center", "Tampa", "Florida", "United States", R, 28.06, -82.42)
CLOSED_TAMPA = Site("Tampa General", "Tampa", "Florida", "United States", C, 27.95, -82.46)
ORLANDO = Site("Orlando Health", "Orlando", "Florida", "United States", None, 28.54, -81.38)
MADRID = Site("La Paz", "Madrid", None, "Spain", R, 40.48, -3.69)
BARCELONA = Site("Vall d'Hebron", "Barcelona", None, "Spain", C, 41.43, 2.14)
SALZBURG = Site("Landeskrankenhaus", "Salzburg", None, "Austria", R, 47.80, 13.03)
NUREMBERG = Site("Klinikum Nürnberg", "Nürnberg", "Bavaria", "Germany", R)
MANY = tuple(
    Site(f"Hospital number {n}", "Paris", None, "France", R, 48.85 + n / 100, 2.35)
    for n in range(30)
)

TAMPA_TRIAL = trial(11, "Lutathera in Florida", (MOFFITT, MADRID))
CLOSED_SITE = trial(12, "Lutathera with a closed hospital", (CLOSED_TAMPA,))
UNSTATED = trial(13, "Lutathera in Orlando", (ORLANDO,))
SPAIN = trial(14, "Everolimus in Spain", (BARCELONA, MADRID), drug="Everolimus")
AUSTRIA = trial(15, "Lutathera in Austria", (SALZBURG,))
BAVARIA = trial(16, "Lutathera in Bavaria", (NUREMBERG,))
ENDED = trial(17, "An old Lutathera trial", (CLOSED_TAMPA,), status=C)
PARIS = trial(18, "Lutathera in Paris", MANY)
LEEDS = Site("St James's", "Leeds", None, "United Kingdom", R, 53.81, -1.52)
ROME = Site("Gemelli", "Rome", None, "Italy", C, 41.93, 12.43)
STALE = trial(20, "Temozolomide in Leeds", (LEEDS,), drug="Temozolomide", date="2024-01-02")
ITALY = trial(21, "Sunitinib in Rome", (ROME,), drug="Sunitinib", status=C)
NO_SITES = trial(19, "Lutathera somewhere", (Site(country="Japan"),))
TRIALS = (
    TAMPA_TRIAL, CLOSED_SITE, UNSTATED, SPAIN, AUSTRIA, BAVARIA, ENDED, PARIS, NO_SITES, STALE,
    ITALY,
)  # fmt: skip


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    return serve(TRIALS, tmp_path_factory.mktemp("places"))


@pytest.fixture
def placed_world(placed: Serving, tmp_path: Path) -> Iterator[World]:
    world = open_world(tmp_path, placed)
    yield world
    world.db.close()


@pytest.fixture
def talk(placed_world: World) -> Talk:
    placed_world.chats.mark_asked(PATIENT, NOW)
    return Talk(placed_world, Conversation(placed_world))


def share(talk: Talk, latitude: float, longitude: float) -> list[str]:
    event = Event(
        PATIENT, PATIENT, EventKind.LOCATION, location=(latitude, longitude), language="en", at=NOW
    )
    talk.send(event)
    return [reply.text for reply in talk.last.replies]


def shown(text: str) -> list[str]:
    return [line.split(". ", 1)[1] for line in text.splitlines() if line[:2] in ("1.", "2.", "3.")]


@pytest.mark.parametrize(
    "text",
    [
        "lutathera near Tampa",
        "lutathera within 50 miles of Tampa",
        "lutathera a menos de 100 km de Tampa",
        "Lutathera im Umkreis von 100 km um Tampa",
        "lutathera à moins de 100 km de Tampa",
        "lutathera a menos de 100 km de Tampa, por favor",
        "lutathera entro 100 km da Tampa",
        "lutathera binnen 100 km van Tampa",
        "lutathera w promieniu 100 km od Tampa",
        "lutathera в радиусе 100 км от Tampa",
        "坦帕100公里以内的lutathera试验",
        "Tampaから100km以内のlutathera治験",
        "تجارب lutathera ضمن 100 كم من Tampa",
    ],
)
def test_the_nearest_open_hospital_comes_first_in_every_language(talk: Talk, text: str) -> None:
    answer = talk.say(text)
    assert shown(answer)[0] == TAMPA_TRIAL.name
    assert "Moffitt Cancer Center, Tampa, Florida, United States" in answer
    assert "13" in next(line for line in answer.splitlines() if "Moffitt" in line)


def test_the_line_names_distance_status_and_date(talk: Talk) -> None:
    answer = talk.say("lutathera near Tampa")
    assert (
        "Nearest open hospital: Moffitt Cancer Center, Tampa, Florida, United States "
        "(13 km, 8 miles), taking patients as of May 4, 2026"
    ) in answer


def test_a_closed_hospital_is_not_near_and_an_unstated_one_says_so(talk: Talk) -> None:
    answer = talk.say("lutathera within 200 km of Tampa")
    assert shown(answer) == [TAMPA_TRIAL.name, UNSTATED.name]
    assert (
        "Nearest hospital: Orlando Health, Orlando, Florida, United States (124 km, 77 miles)."
        not in answer
    )
    assert "does not say whether this hospital is open" in answer


def test_within_widens_and_says_so(talk: Talk) -> None:
    answer = talk.say("everolimus within 100 km of Lisbon")
    assert "I found no open hospital within 100 km, 62 miles of Lisbon." in answer
    assert (
        "The nearest that fits and may be open is 510 km, 320 miles away: La Paz, Madrid, Spain."
        in answer
    )
    assert shown(answer) == [SPAIN.name]


def test_a_closed_hospital_near_by_says_how_far_the_open_one_is(talk: Talk) -> None:
    answer = talk.say("everolimus near Barcelona")
    assert "I found no open hospital within 120 km, 75 miles of Barcelona." in answer
    assert (
        "The nearest that fits and may be open is 500 km, 310 miles away: La Paz, Madrid, Spain."
        in answer
    )


def test_where_only_a_closed_trial_is_near_that_is_said(talk: Talk) -> None:
    answer = talk.say("sunitinib within 50 km of Rome")
    assert "I found no open hospital within 50 km, 31 miles of Rome." in answer
    assert "The nearest that" not in answer
    assert shown(answer) == [ITALY.name]


def test_an_open_status_that_is_old_is_not_counted_on(talk: Talk) -> None:
    answer = talk.say("temozolomide near Leeds")
    assert "Was open to new patients on January 2, 2024." in answer
    assert "\nNearest hospital: St James's, Leeds, United Kingdom (2 km, 1 mile)\n" in answer


def test_a_nearer_hospital_across_the_border_comes_first(talk: Talk) -> None:
    answer = talk.say("lutathera near Traunstein, within 200 km")
    assert shown(answer)[0] == AUSTRIA.name


def test_a_region_and_a_country_name_an_open_hospital_there(talk: Talk) -> None:
    assert "Open hospital there: Klinikum Nürnberg, Nürnberg" in talk.say("lutathera in Bavaria")
    answer = talk.say("everolimus in Spain")
    assert "Open hospital there: La Paz, Madrid, Spain, taking patients" in answer
    assert "Hebron" not in answer


def test_a_city_without_coordinates_in_the_record_takes_those_of_the_tables(talk: Talk) -> None:
    answer = talk.say("lutathera within 30 km of Fürth")
    assert shown(answer) == [BAVARIA.name]
    assert "Klinikum Nürnberg, Nürnberg, Bavaria, Germany (7 km" in answer


def test_a_follow_up_narrows_by_distance(talk: Talk) -> None:
    talk.say("lutathera near Tampa")
    assert shown(talk.say("within 20 km")) == [TAMPA_TRIAL.name]


def test_a_distance_is_no_age(talk: Talk) -> None:
    query = talk.world.serving.current.retriever.parse("I am 60 km from Tampa, lutathera?")
    assert query.age is None
    assert query.reach is not None


def test_near_me_asks_where_and_offers_the_button(talk: Talk) -> None:
    answer = talk.say("lutathera near me", language="en")
    assert "Where are you?" in answer
    assert [reply.asks_location for reply in talk.last.replies] == ["", "📍 Share my location"]
    talk.say("lutathera near me", language="en", group=True)
    assert not any(reply.asks_location for reply in talk.last.replies)


def test_a_town_after_near_me_is_near(talk: Talk) -> None:
    talk.say("lutathera near me")
    assert shown(talk.say("Tampa"))[0] == TAMPA_TRIAL.name


def test_a_location_after_a_question_is_about_that_question(talk: Talk) -> None:
    talk.say("everolimus trials")
    thanks, answer = share(talk, 40.42, -3.70)
    assert "did not keep it" in thanks
    assert talk.last.replies[0].ends_location
    assert SPAIN.name in answer
    assert "La Paz, Madrid, Spain (7 km" in answer


def test_a_location_alone_shows_what_is_near_and_offers_subjects(talk: Talk) -> None:
    _, answer = share(talk, 27.95, -82.46)
    assert answer.index(TAMPA_TRIAL.name) < answer.index(UNSTATED.name)
    assert "the place you shared" in answer
    talk.press("PRRT")
    assert TAMPA_TRIAL.name in talk.last.replies[0].text
    assert talk.last.replies[-1].asks_location


def test_a_location_on_a_trials_page_sorts_its_hospitals(talk: Talk) -> None:
    talk.press_data(f"t:{TAMPA_TRIAL.doc_id}")
    assert "Where are you?" in talk.press_data(f"n:{TAMPA_TRIAL.doc_id}")
    assert talk.last.replies[-1].asks_location
    _, page = share(talk, 40.42, -3.70)
    assert page.index("La Paz") < page.index("Moffitt")


def test_a_town_written_on_a_trials_page_sorts_its_hospitals(talk: Talk) -> None:
    talk.press_data(f"n:{TAMPA_TRIAL.doc_id}")
    page = talk.say("Madrid")
    assert page.index("La Paz") < page.index("Moffitt")
    assert TAMPA_TRIAL.name in page


def test_the_page_sorts_by_the_place_of_the_question_and_turns(talk: Talk) -> None:
    talk.say("lutathera near Paris")
    page = talk.press_data(f"t:{PARIS.doc_id}:where")
    numbers = [line.split("number ")[1].split(",")[0] for line in page.splitlines() if "•" in line]
    assert numbers == [str(n) for n in range(12)]
    assert "1 km" in page
    page = talk.press("More hospitals")
    assert "Hospital number 12," in page
    assert "Hospital number 0," not in page
    assert "and 6 more" in page
    talk.press("More hospitals")
    assert "More hospitals" not in talk.labels
    assert "Hospital number 0," in talk.press("First hospitals")


def test_a_live_location_is_answered_once(talk: Talk) -> None:
    moved = Event(PATIENT, PATIENT, EventKind.EDITED, location=(1.0, 2.0), at=NOW)
    assert talk.send(moved) == ""
    assert talk.last.replies == ()


@pytest.mark.parametrize(("latitude", "longitude"), [(0.0, 0.0), (90.0, 180.0), (-90.0, -180.0)])
def test_any_point_on_earth_is_answered(talk: Talk, latitude: float, longitude: float) -> None:
    assert len(share(talk, latitude, longitude)) == 2


def test_a_location_without_coordinates_is_no_location(talk: Talk) -> None:
    talk.send(Event(PATIENT, PATIENT, EventKind.LOCATION, at=NOW))
    assert isinstance(talk.reply, Reply)
    assert "only read text" in talk.reply.text


def test_a_shared_location_leaves_no_trace(talk: Talk) -> None:
    talk.say("everolimus trials")
    before = talk.world.db.execute("select count(*) from questions").fetchone()
    share(talk, 40.4168, -3.7038)
    context = talk.world.contexts.get(PATIENT, NOW)
    assert "40.4" not in repr(context)
    assert "-3.70" not in repr(context)
    assert talk.world.db.execute("select count(*) from questions").fetchone() == before
