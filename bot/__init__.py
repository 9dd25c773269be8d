"""The conversation and the people in it: patients, moderators, admins.

Imports run one way: content <- index <- bot.
"""
