"""Finding the right document: passages, encoder, snapshot, query, retriever.

Imports run one way: content <- index <- bot. Nothing here knows Telegram.
"""
