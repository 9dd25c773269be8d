"""What a build says while it works: a stage and how far it is. How it looks is the caller's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What a build is doing."""

    READING = "reading"
    PREPARING = "preparing the model"
    ENCODING = "encoding"
    WRITING = "writing"
    CHECKING = "checking"
    PUBLISHING = "publishing"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is: `done` of `total` (documents, passages or steps)."""

    stage: Stage
    done: int
    total: int


Tell = Callable[[Progress], None]


def silent(_progress: Progress) -> None:
    """Tells nobody."""
