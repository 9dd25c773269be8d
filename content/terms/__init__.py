"""The words of the field: concepts in twelve languages and the reader that finds them in text.

The tables lie in `content/lexicon/`; this package loads, checks and searches them.
"""

from content.terms.lexicon import Lexicon, Mention, load_lexicon
from content.terms.tables import Concept

__all__ = ["Concept", "Lexicon", "Mention", "load_lexicon"]
