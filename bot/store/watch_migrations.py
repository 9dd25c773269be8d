"""The tables about watches: what a chat asked to be told of, and what it has been told.

Each migration is small, numbered and sealed: never change one that has been released.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

watching = Migrations("nettrials.watching")


@watching()
def m001_watches(db: Database) -> None:
    """A watch is on a trial (`nct_id`) or on a question (`words`, a JSON list, redacted).

    `registry` and `change` say up to which change it was told, `snapshot_id` and `checked_at` when
    it was last looked at. `stopped_at`: stopped, and can be taken up again for a day.
    """
    db.create_table(
        "watches",
        {
            "id": int,
            "chat_id": int,
            "nct_id": str,
            "words": str,
            "language": str,
            "created_at": str,
            "renewed_at": str,
            "asked_at": str,
            "stopped_at": str,
            "registry": str,
            "change": int,
            "snapshot_id": str,
            "checked_at": str,
        },
        pk="id",
        not_null={"chat_id", "language", "created_at", "renewed_at", "registry", "change",
                  "snapshot_id", "checked_at"},
    )  # fmt: skip
    db.table("watches").create_index(["chat_id"])
    db.create_table(
        "watch_seen",
        {"watch_id": int, "nct_id": str},
        pk=("watch_id", "nct_id"),
        foreign_keys=[("watch_id", "watches", "id")],
    )


@watching()
def m002_served_trials(db: Database) -> None:
    """Since when each trial has been in the list; empty for those that were there at first."""
    db.create_table("served_trials", {"nct_id": str, "since": str}, pk="nct_id", not_null={"since"})
    db.create_table("served_noted", {"snapshot_id": str}, pk="snapshot_id")
