"""`bot.db`: what the bot must not lose (the queues) and what it remembers of people."""
