"""The console script `nettrials`: its table of contents, its exit codes, its one-line errors.

Exit codes: 0 done; 2 wrong use or bad input, one clear line on stderr; 1 a fault of ours, told by
its kind and place only: its message could hold a patient's words. No traceback reaches a user.
"""

from __future__ import annotations

import sys

import click

from bot.commands.asking import ask
from bot.commands.corpus import build, check, import_, sync
from bot.commands.evaluation import evaluate
from bot.commands.log import questions
from bot.commands.promoting import COMMANDS as PROMOTING
from bot.commands.records import records
from bot.commands.reviewing import review
from bot.commands.running import run
from bot.commands.state import backup, rollback, snapshots, status

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=_CONTEXT)
@click.option("--version", is_flag=True, expose_value=False, is_eager=True,
              callback=lambda context, _, asked: _tell_version(context) if asked else None,
              help="Show the version and exit.")  # fmt: skip
def nettrials() -> None:
    """Find clinical trials for neuroendocrine tumors: a Telegram bot and the tools around it.

    Settings are read from the environment or a .env file; the README lists them.
    """


for command in (
    run, ask, sync, records, import_, build, check, status, snapshots, rollback, evaluate,
    questions, review, backup,
):  # fmt: skip
    nettrials.add_command(command)
for command in PROMOTING:
    questions.add_command(command)


def _tell_version(context: click.Context) -> None:
    from bot.version import version

    click.echo(f"nettrials {version()}")
    context.exit()


def main() -> None:
    """Run a command; every expected error ends as one line and code 2."""
    try:
        # Without standalone mode click gives back the code of an Exit; a command gives back None.
        code = nettrials.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - the last line of defence before a patient's eyes
        sys.exit(_told(error))
    if code:
        sys.exit(code)


def _told(error: Exception) -> int:
    """Print `error` as one line; 2 for what the person at the keyboard can mend, else 1."""
    from bot.fault_place import place
    from bot.settings import SettingsError
    from bot.store.database import StoreError
    from bot.telegram.errors import TelegramEdgeError
    from content.errors import ContentError
    from index.errors import SnapshotError

    if isinstance(
        error, ContentError | SettingsError | SnapshotError | StoreError | TelegramEdgeError
    ):
        click.echo(f"nettrials: {error}", err=True)
        return 2
    if isinstance(error, OSError):
        click.echo(f"nettrials: {error}", err=True)
        return 1
    click.echo(f"nettrials: a fault of ours ({type(error).__name__}: {place(error)})", err=True)
    return 1


if __name__ == "__main__":
    main()
