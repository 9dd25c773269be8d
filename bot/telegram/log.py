"""Log lines as `key=value` pairs, without anybody's words and without the token.

What is logged are names, numbers and kinds of error, never an error's text: httpx's errors carry
the URL and with it the token, Telegram's may quote a message.
"""

from __future__ import annotations

import logging

LOGGER = logging.getLogger("nettrials.telegram")


def log(level: int, event: str, **fields: object) -> None:
    """Write one line: `event=... key=value ...`; values with spaces are quoted."""
    if LOGGER.isEnabledFor(level):
        pairs = " ".join(f"{key}={_value(value)}" for key, value in fields.items())
        LOGGER.log(level, "event=%s %s", event, pairs)


def start_logging() -> None:
    """Lines of this project go to standard error, one handler for all of them.

    httpx logs every request's URL, which contains the token; only its warnings may pass.
    python-telegram-bot logs answers that it cannot parse, which may contain anybody's words.
    """
    project = logging.getLogger("nettrials")
    project.setLevel(logging.INFO)
    if not project.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        project.addHandler(handler)
        # Some library may have given the root logger a handler: no line twice.
        project.propagate = False
    for name in ("httpx", "httpcore", "tornado"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)


def _value(value: object) -> str:
    text = f"{value:.3f}" if isinstance(value, float) else str(value)
    text = text.replace("\n", " ")
    return f'"{text}"' if " " in text or not text else text
