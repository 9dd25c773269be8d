"""How old the facts are, in one line under answers with trials.

Only a registry that was reached once and is out of reach since is a reason to warn. Where none was
ever reached, nothing is wrong: the line says what the dates mean.
"""

from __future__ import annotations

from datetime import date

from bot.conversation.dates import in_words
from bot.registry_age import Age, RegistryAge
from content.phrases import Phrases


def age_line(age: RegistryAge | None, today: date, say: Phrases) -> str:
    """What to say under an answer with trials; "" where the registry was reached lately."""
    found = age.age(today) if age else Age.LATELY
    if found is Age.NEVER:
        return say.say("age.dates")
    reached = age.reached() if age and found is Age.OLD else None
    return say.say("age.old", date=in_words(reached.date(), say.language)) if reached else ""
