"""The secret that signs forms: made once, in the home, readable by nobody else."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def console_secret(home: Path) -> str:
    """The secret of this home, made at the first asking (mode 0600). Raises OSError."""
    path = home / "console.secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text(encoding="ascii").strip()
        if len(kept) >= 32:
            path.chmod(0o600)
            return kept
        path.unlink()
        return console_secret(home)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        secret = secrets.token_hex(32)
        file.write(secret)
    return secret
