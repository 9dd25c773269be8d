"""A patient's words made safe to keep: what names a person goes, what names a disease stays.

`redact` is the second belt. The first is not to keep words at all: nothing is stored without
consent, and nothing ever of an emergency.
"""

from bot.privacy.redaction import LONGEST, Redacted, prepare, redact

__all__ = ["LONGEST", "Redacted", "prepare", "redact"]
