"""The languages that the bot speaks and reads, by their two-letter codes."""

from __future__ import annotations

FALLBACK = "en"
LANGUAGES = (FALLBACK, "es", "de", "fr", "pt", "it", "nl", "pl", "ru", "zh", "ja", "ar")
TRANSLATIONS = LANGUAGES[1:]
