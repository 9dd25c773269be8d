"""The people behind the bot: when they read, and how what they write becomes an answer.

Used by the chat and by the console in the browser alike, each over its own connection.
"""
