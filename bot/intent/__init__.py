"""What a message wants: trials, news, a meaning, advice, or nothing at all."""

from bot.intent.classifier import classify
from bot.intent.kinds import Intent, Mentions, MessageKind
from bot.intent.tables import warm

__all__ = ["Intent", "Mentions", "MessageKind", "classify", "warm"]
