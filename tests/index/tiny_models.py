"""Sentence-transformers models of a few kilobytes, made on the spot: no download, random weights.

`bert` has a WordPiece vocabulary and the shape of MiniLM; `xlm_roberta` has a Unigram vocabulary of
several scripts and no token types, as multilingual E5 has. Both carry E5's prompts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

SPOKEN = (
    "query: is there a trial for lung carcinoid?",
    "passage: Everolimus in carcinoid tumors of the lung.",
    "исследования при нейроэндокринной опухоли",
    "胰腺神经内分泌肿瘤 试验",
    "دراسة سريرية",
    "estudio clínico, klinische Studie, essai clinique",
)
PROMPTS = {"query": "query: ", "passage": "passage: "}


def make_model(kind: str, folder: Path, dimensions: int = 32) -> Path:
    """A model of `kind` (a key of KINDS) saved under `folder`; where it is."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    parts, whole = folder / "parts", folder / kind
    KINDS[kind](parts, dimensions)
    word = Transformer(str(parts), max_seq_length=64)
    model = SentenceTransformer(modules=[word, Pooling(dimensions)], prompts=PROMPTS)
    model.save(str(whole))
    return whole


def _bert(folder: Path, dimensions: int) -> None:
    from tokenizers import models, normalizers, pre_tokenizers, trainers
    from transformers import BertConfig, BertModel

    names = {
        "pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]",
        "mask_token": "[MASK]",
    }  # fmt: skip
    size = _tokenizer(
        folder,
        models.WordPiece(unk_token="[UNK]"),
        trainers.WordPieceTrainer(vocab_size=400, special_tokens=[*names.values()]),
        names,
        normalizer=normalizers.BertNormalizer(),
        pre_tokenizer=pre_tokenizers.BertPreTokenizer(),
    )
    config = BertConfig(vocab_size=size, **_shape(dimensions))
    BertModel(config).save_pretrained(folder)


def _xlm_roberta(folder: Path, dimensions: int) -> None:
    from tokenizers import models, normalizers, pre_tokenizers, trainers
    from transformers import XLMRobertaConfig, XLMRobertaModel

    names = {
        "cls_token": "<s>", "pad_token": "<pad>", "sep_token": "</s>", "unk_token": "<unk>",
        "mask_token": "<mask>",
    }  # fmt: skip
    size = _tokenizer(
        folder,
        models.Unigram(),
        trainers.UnigramTrainer(
            vocab_size=300, special_tokens=[*names.values()], unk_token="<unk>"
        ),
        names,
        normalizer=normalizers.NFKC(),
        pre_tokenizer=pre_tokenizers.Metaspace(),
    )
    config = XLMRobertaConfig(
        vocab_size=size, pad_token_id=1, max_position_embeddings=80, type_vocab_size=1,
        **_shape(dimensions),
    )  # fmt: skip
    XLMRobertaModel(config).save_pretrained(folder)


def _shape(dimensions: int) -> dict[str, Any]:
    return {
        "hidden_size": dimensions,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 2 * dimensions,
    }


def _tokenizer(
    folder: Path, model: Any, trainer: Any, names: Mapping[str, str], **steps: Any
) -> int:
    """Trains and saves a tokenizer; the size of its vocabulary."""
    from tokenizers import Tokenizer
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(model)
    for name, step in steps.items():
        setattr(tokenizer, name, step)
    tokenizer.train_from_iterator(_spoken(), trainer)
    begin, end = names["cls_token"], names["sep_token"]
    tokenizer.post_processor = TemplateProcessing(
        single=f"{begin} $A {end}",
        special_tokens=[(token, tokenizer.token_to_id(token)) for token in (begin, end)],
    )
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=64, **names)  # type: ignore[no-untyped-call]
    folder.mkdir(parents=True)
    fast.save_pretrained(folder)
    return int(tokenizer.get_vocab_size())


def _spoken() -> Sequence[str]:
    return SPOKEN * 5


KINDS: Mapping[str, Callable[[Path, int], None]] = {"bert": _bert, "xlm_roberta": _xlm_roberta}
