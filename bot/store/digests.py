"""Which moderator was sent the digest of which week, and who wants none."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


class Digests:
    """The tables `digests` and `digest_refusals`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def take(self, moderator_id: int, week: str, now: datetime) -> bool:
        """Whether this moderator is still to be sent the digest of `week`; now they were."""
        return self._db.execute(
            "insert into digests (moderator_id, week, sent_at) values (?, ?, ?)"
            " on conflict do nothing",
            (moderator_id, week, now.isoformat()),
        ).rowcount == 1  # fmt: skip

    def wants(self, moderator_id: int) -> bool:
        """Whether a moderator wants the digest; everybody does who has not said no."""
        row = self._db.execute(
            "select 1 from digest_refusals where moderator_id = ?", (moderator_id,)
        ).fetchone()
        return row is None

    def choose(self, moderator_id: int, *, wants: bool) -> None:
        """What a moderator chose."""
        if wants:
            self._db.execute("delete from digest_refusals where moderator_id = ?", (moderator_id,))
            return
        self._db.execute(
            "insert or ignore into digest_refusals (moderator_id) values (?)", (moderator_id,)
        )
