"""What there is to say: documents, registry records, lexicon, replies.

Imports run one way: content <- index <- bot. Nothing here knows torch or Telegram.
The folders beside the code hold what people edit; `FOLDER` is where they stand.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
