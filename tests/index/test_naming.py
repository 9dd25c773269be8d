"""Names in a question: trials that are words of any day, doctors, and names that nobody holds."""

from __future__ import annotations

import pytest

from content.gazetteer import load_gazetteer
from content.terms import load_lexicon
from content.terms.trial_names import load_trial_names
from index.places import PlaceReader
from index.reading import QueryReader

NAMES = {"level": ("NCT05918302",), "mercury": ("NCT05594290",)}


@pytest.fixture(scope="module")
def reader() -> QueryReader:
    lexicon = load_lexicon()
    return QueryReader(lexicon, PlaceReader(load_gazetteer(), lexicon), NAMES)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("is mercury open", ("NCT05594290",)),  # nothing else is asked
        ("the mercury trial for merkel cell", ("NCT05594290",)),  # it is called a trial
        ("MERCURY for merkel cell", ("NCT05594290",)),  # it is spelled as a name
        ("what level of calcitonin is high", ()),
    ],
)
def test_a_name_that_is_a_word_of_any_day(
    reader: QueryReader, text: str, found: tuple[str, ...]
) -> None:
    assert reader.read(text).looked_up == found


@pytest.mark.parametrize(
    ("text", "unheld"),
    [
        ("is the COMPASS trial open", ("COMPASS",)),
        ("TALENT trial still open?", ("TALENT",)),
        ("is there ANY trial for NET", ()),
        ("the MERCURY trial", ()),
        ("PRRT trial", ()),
        ("IS THERE A TRIAL", ()),
    ],
)
def test_a_name_that_no_record_has(reader: QueryReader, text: str, unheld: tuple[str, ...]) -> None:
    assert reader.read(text).unheld == unheld


@pytest.mark.parametrize(
    ("text", "first"),
    [("Dr Zibelman study", "zibelmanstudy"), ("de studie van prof de vries", "devries")],
)
def test_the_name_of_a_doctor(reader: QueryReader, text: str, first: str) -> None:
    assert reader.read(text).people[0] == first


def test_a_remedy_that_is_taken_is_not_asked_for(reader: QueryReader) -> None:
    assert [w.role.value for w in reader.read("i take fish oil, trials?").wanted][:1] == ["had"]


def test_every_name_of_a_trial_stands_for_one_trial() -> None:
    names = [name for found in load_trial_names().values() for name in found]
    assert len(names) == len(set(names))
