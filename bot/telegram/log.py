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
    """Lines go to standard error, unless the process has chosen otherwise already.

    httpx logs every request's URL, which contains the token; only its warnings may pass.
    python-telegram-bot logs answers that it cannot parse, which may contain anybody's words.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    for name in ("httpx", "httpcore", "tornado"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)


def _value(value: object) -> str:
    text = f"{value:.3f}" if isinstance(value, float) else str(value)
    text = text.replace("\n", " ")
    return f'"{text}"' if " " in text or not text else text
