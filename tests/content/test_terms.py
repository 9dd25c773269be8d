"""The lexicon finds the field's words in any of the twelve languages, and refuses bad tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.errors import ContentError
from content.terms import Lexicon, load_lexicon
from content.terms.folding import fold, fold_key, tokens
from content.terms.lexicon import LEXICON_FOLDER
from content.terms.tables import read_ambiguities, read_concepts


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(check=True)


def found(lexicon: Lexicon, text: str) -> set[str]:
    return {concept for mention in lexicon.find(text) for concept in mention.concepts}


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("whos doing the radioactive injection", "cls_prrt"),
        ("temodar + xeloda", "drug_temozolomide"),
        ("small bowel carcinoid", "tum_sinet"),
        ("GEPNET", "tum_gepnet"),
        ("gep net", "tum_gepnet"),
        ("lu 177", "iso_lu177"),
        ("TNE du pancréas", "tum_net"),
        ("terapia con lutecio", "cls_prrt"),
        ("НЭО прогрессирует", "tum_net"),
        ("нейроэндокринной опухоли", "tum_net"),
        ("胰腺神经内分泌肿瘤有什么临床试验", "tum_pnet"),
        ("ルテチウムの治験", "cls_prrt"),
        ("guz neuroendokrynny jelita cienkiego", "tum_sinet"),
        ("علاج بالأوكتريوتيد", "drug_octreotide"),
    ],
)
def test_a_form_of_any_language_is_read(lexicon: Lexicon, text: str, concept: str) -> None:
    assert concept in found(lexicon, text)


def test_the_longest_form_wins(lexicon: Lexicon) -> None:
    mentions = lexicon.find("pancreatic NET")
    assert [mention.concepts for mention in mentions] == [("tum_pnet",)]


def test_an_article_and_a_word_are_not_joined_to_an_abbreviation(lexicon: Lexicon) -> None:
    assert found(lexicon, "is it a NET") >= {"tum_net"}
    assert "tum_anet" not in found(lexicon, "is it a NET")


def test_typing_errors_in_long_words_are_forgiven(lexicon: Lexicon) -> None:
    [mention] = lexicon.find("evrolimus")
    assert (mention.concepts, mention.how) == (("drug_everolimus",), "typo")
    assert mention.weight < 1.0


def test_look_alike_drugs_stay_apart(lexicon: Lexicon) -> None:
    assert found(lexicon, "sunitinib") == {"drug_sunitinib"}
    assert found(lexicon, "surufatinib") == {"drug_surufatinib"}
    assert found(lexicon, "sotorasib") == set()


def test_ambiguous_forms_need_their_context(lexicon: Lexicon) -> None:
    assert "tum_nec" not in found(lexicon, "NEC in a preterm infant")
    assert "tum_nec" in found(lexicon, "my dad has NEC")
    assert found(lexicon, "men with NET") == {"tum_net"}
    assert "syn_men1" in found(lexicon, "MEN 1")


def test_mentions_keep_their_place_in_the_text(lexicon: Lexicon) -> None:
    text = "étude sur l'octréotide"
    for mention in lexicon.find(text):
        assert text[mention.start : mention.end] == mention.text


def test_descendants_hold_every_kind(lexicon: Lexicon) -> None:
    assert "drug_lu_dotatate" in lexicon.descendants("cls_prrt")
    assert "tum_pnet" in lexicon.descendants("tum_nen")
    assert lexicon.ancestors("tum_pnet") == ("tum_gepnet", "tum_net", "tum_nen")


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=60)
def test_any_text_is_read_without_error(text: str) -> None:
    ends = [mention.end for mention in load_cached().find(text)]
    assert ends == sorted(ends)


_CACHE: list[Lexicon] = []


def load_cached() -> Lexicon:
    if not _CACHE:
        _CACHE.append(load_lexicon())
    return _CACHE[0]


def test_folding_removes_what_patients_leave_out() -> None:
    assert fold("Œsophage Größe ŁÓDŹ") == "oesophage grosse lodz"
    assert fold_key("GEP-NET") == fold_key("gep net") == "gepnet"
    assert [token.key for token in tokens("胃 NET")] == ["胃", "net"]
    assert fold("ё") == "е"


HEADER = (LEXICON_FOLDER / "terms.tsv").read_text(encoding="utf-8").split("\n", 1)[0]


def row(concept_id: str, name: str, parent: str = "", synonyms: str = "") -> str:
    return "\t".join([concept_id, "drug", name, synonyms, parent, *[""] * 12])


def write_folder(folder: Path, *rows: str) -> Path:
    (folder / "terms.tsv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    (folder / "ambiguities.tsv").write_text("form\tconcepts\tread\twords\tnote\n", "utf-8")
    (folder / "common_words.txt").write_text("", "utf-8")
    return folder


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        ((row("a", "One"), row("a", "Two")), 3, "stands on line 2 too"),
        ((row("a", "One", parent="zz"),), 2, "unknown parent 'zz'"),
        ((row("a", "One", parent="a"),), 2, "its own ancestor"),
        ((row("a", "One"), row("b", "Two", synonyms="one")), 3, "ambiguities.tsv"),
        ((row("a", "One") + "\textra",), 2, "check the tabs"),
    ],
)
def test_a_faulty_table_is_named_with_line_and_remedy(
    tmp_path: Path, rows: tuple[str, ...], line: int, words: str
) -> None:
    with pytest.raises(ContentError, match=words) as caught:
        load_lexicon(write_folder(tmp_path, *rows), check=True)
    assert caught.value.line == line


def test_an_ambiguity_must_name_known_concepts(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, row("a", "One"))
    table = folder / "ambiguities.tsv"
    table.write_text("form\tconcepts\tread\twords\tnote\nx\tzz\tkeep\t\t\n", encoding="utf-8")
    concepts = read_concepts(folder / "terms.tsv")
    with pytest.raises(ContentError, match="unknown concept 'zz'"):
        read_ambiguities(table, concepts)


def test_a_missing_table_is_a_content_error(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="restore the file"):
        load_lexicon(tmp_path)
