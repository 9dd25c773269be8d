"""A study on its way into the store: the parsed record beside the exact answer it came from.

`raw` is the study as canonical JSON (keys sorted, no spaces), so the same study has the same
`sha256` whether it came in a page, a line or a file of its own. The store keeps it packed.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass, field

from content.records import TrialRecord
from content.registry.parse import RecordError, parse_study

# What was decoded from JSON holds no cycle, so the encoder need not look for one.
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False)


@dataclass(frozen=True, slots=True)
class Study:
    """A record and its source text."""

    record: TrialRecord
    raw: bytes = field(repr=False)
    sha256: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A study that could not be read: its id or place in the input, and why."""

    record: str
    reason: str


def read_study(raw: object) -> Study:
    """The study `raw`, a decoded JSON value. Raises RecordError and nothing else."""
    try:
        record = parse_study(raw)
        text = _CANONICAL.encode(raw).encode("ascii")
    except RecursionError as error:
        raise RecordError("nested too deeply") from error
    except (TypeError, ValueError, OverflowError) as error:
        raise RecordError(f"cannot be read ({type(error).__name__}: {str(error)[:80]})") from error
    return Study(record, text, hashlib.sha256(text).hexdigest())


def pack(study: Study) -> bytes:
    """The source text of a study as the store keeps it."""
    return zlib.compress(study.raw, 1)


def unpack(packed: bytes) -> TrialRecord:
    """The record of a study that `pack` packed, by today's parser."""
    return parse_study(json.loads(zlib.decompress(packed)))


def read_or_set_aside(raw: object, place: str) -> Study | SetAside:
    """The study, or the reason it is set aside; `place` names it where it has no id."""
    try:
        return read_study(raw)
    except RecordError as error:
        return SetAside(place, str(error))
