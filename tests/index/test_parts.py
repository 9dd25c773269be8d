"""A query part by part: told in order, and left out one at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.gazetteer import load_gazetteer
from content.terms import load_lexicon
from index.parts import describe, parts, without
from index.places import PlaceReader
from index.query import StatusWanted
from index.reading import QueryReader

ASKED = "lutathera for pancreatic net, still recruiting, in Spain, age 14"


@pytest.fixture(scope="module")
def reader() -> QueryReader:
    lexicon = load_lexicon()
    return QueryReader(lexicon, PlaceReader(load_gazetteer(), lexicon), {})


@pytest.mark.parametrize(
    ("number", "left"),
    [
        (0, ("Pancreatic Neuroendocrine Tumor", "recruiting", "Spain", "age 14")),
        (1, ("Lutetium Lu 177 Dotatate", "recruiting", "Spain", "age 14")),
        (2, ("Lutetium Lu 177 Dotatate", "Pancreatic Neuroendocrine Tumor", "Spain", "age 14")),
        (3, ("Lutetium Lu 177 Dotatate", "Pancreatic Neuroendocrine Tumor", "recruiting",
             "age 14")),
        (4, ("Lutetium Lu 177 Dotatate", "Pancreatic Neuroendocrine Tumor", "recruiting",
             "Spain")),
    ],
)  # fmt: skip
def test_each_part_can_be_left_out(reader: QueryReader, number: int, left: tuple[str, ...]) -> None:
    query = reader.read(ASKED)
    assert describe(without(query, parts(query)[number])) == left


def test_the_words_of_a_part_go_with_it(reader: QueryReader) -> None:
    query = reader.read("everolimus for carcinoid")
    left = without(query, parts(query)[0])
    assert "everolimus" not in [word.text for word in left.words]
    assert "carcinoid" in [word.text for word in left.words]


def test_what_a_part_was_made_of_goes_with_it(reader: QueryReader) -> None:
    query = reader.read("PRRT, neuroendocrine tumour somewhere in the pancreas")
    made = next(p for p in parts(query) if p.concept and "Pancreatic" in p.concept.name)
    assert describe(without(query, made)) == ("Peptide receptor radionuclide therapy",)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("which net trials were stopped early", StatusWanted.STOPPED),
        ("finished trials with surufatinib", StatusWanted.FINISHED),
        ("is the caprelsa study finished", None),
        ("chemo stopped working, any trials", None),
    ],
)
def test_a_status_of_trials_is_wanted(
    reader: QueryReader, text: str, status: StatusWanted | None
) -> None:
    assert reader.read(text).status is status


@given(st.text(max_size=60), st.integers(0, 5))
def test_leaving_out_never_fails(text: str, number: int) -> None:
    lexicon = load_lexicon()
    query = QueryReader(lexicon, PlaceReader(load_gazetteer(), lexicon), {}).read(text)
    asked = parts(query)
    if number < len(asked):
        assert len(parts(without(query, asked[number]))) <= len(asked)
