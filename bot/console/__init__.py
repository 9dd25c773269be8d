"""The team's console in the browser: Datasette on `bot.db` with a plugin of ours.

`server.py` starts it. `gate.py` stands before everything (hosts, sizes, sessions, headers),
`plugin.py` joins our pages to Datasette, `readable.py` says which columns Datasette may read, and
`pages/` has a file for each group of pages. Everything works without JavaScript.
"""
