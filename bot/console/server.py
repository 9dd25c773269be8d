"""Starts the console: Datasette with our plugin, under uvicorn, on loopback unless told otherwise.

No access log is written, and no page of Datasette's is reachable without signing in.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette

from bot.console.catalogue import Catalogue
from bot.console.console import Console, known_hosts
from bot.console.pages.dashboard import warm
from bot.console.plugin import register
from bot.console.readable import FIGURES, WORDS, ReadableDatabase, readable
from bot.console.secret import console_secret
from bot.console.staff import Staff
from bot.console.work import Work
from bot.settings import Settings, load_settings

FOLDER = Path(__file__).parent
_SETTINGS = {
    "allow_download": False,
    "default_cache_ttl": 0,
    "sql_time_limit_ms": 1000,
    "facet_time_limit_ms": 500,
    "suggest_facets": False,
    "max_csv_mb": 50,
    "num_sql_threads": 4,
}


class ConsoleDatasette(Datasette):  # type: ignore[misc]  # Datasette has no types
    """Datasette without its catalogue of schemas, which nobody may see here."""

    async def refresh_schemas(self) -> None:
        """Nothing: reading every table's schema is what the authorizer forbids."""


def make_console(settings: Settings, host: str) -> Console:
    """The console over the home's `bot.db`, with its Datasette. Raises StoreError."""
    staff = Staff(load_settings)
    console = Console(
        settings,
        staff,
        Work(settings.bot_db),
        known_hosts(settings, host),
        Catalogue(settings.home),
    )
    register(console)
    console.datasette = _datasette(settings)
    return console


def serve(console: Console, host: str, port: int) -> None:
    """Serve until a signal ends it."""
    logging.basicConfig(
        level=logging.INFO, format="time=%(asctime)s level=%(levelname)s %(message)s"
    )
    config = uvicorn.Config(
        console.datasette.app(),
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )
    console.catalogue.warm()
    warm(console)
    try:
        uvicorn.Server(config).run()
    finally:
        console.catalogue.close()
        console.work.close()


def _datasette(settings: Settings) -> Any:
    datasette = ConsoleDatasette(
        [],
        memory=False,
        settings=_SETTINGS,
        secret=console_secret(settings.home),
        template_dir=str(FOLDER / "templates"),
        static_mounts=[("assets", str(FOLDER / "static"))],
        metadata={"title": "nettrials"},
    )
    datasette.remove_database("_memory")
    for name, groups in ((FIGURES, (FIGURES,)), (WORDS, (FIGURES, WORDS))):
        database = ReadableDatabase(datasette, settings.bot_db, readable(*groups))
        datasette.add_database(database, name=name)
    return datasette
