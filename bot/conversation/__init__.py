"""The conversation core: events in, replies out. It knows no Telegram and no terminal.

`core.Conversation` is the table of contents: which event goes to whom. `answering.Answerer` turns
a message into an answer; `patients`, `moderators` and `admins` hold what each of them may do.
"""
