"""The commands of `nettrials`, one file each; `bot.cli` names them all.

A command translates arguments into calls and results into lines. Heavy imports stand inside the
functions, so that `nettrials --help` starts at once.
"""
