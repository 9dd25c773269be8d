"""Commands that make what is searched: `sync`, `import`, `build`, `check`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands import opening

if TYPE_CHECKING:
    from bot.build_gate import BuildGate
    from bot.settings import Settings


_FIGURES = ("added", "changed", "unchanged", "set_aside")


@click.command()
@click.option(
    "--from", "source", type=click.Path(path_type=Path),
    help="A file or folder of studies (.json, .jsonl, .jsonl.gz, .zip) instead of the internet.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def sync(source: Path | None, as_json: bool) -> None:
    """Bring the registry's records in: ClinicalTrials.gov, or files for a machine without it."""
    from bot.progress import registry_lines
    from content.registry.importer import sync_from
    from content.registry.store import RegistryStore

    tell = registry_lines(sys.stderr)
    chosen = opening.settings()
    opening.writable_home(chosen)
    with RegistryStore(chosen.registry_db) as store:
        if source is None:
            from content.registry.api import sync_registry

            report = sync_registry(store, chosen.registry_url, progress=tell)
        else:
            report = sync_from(source, store, tell)
        kept, left_out = store.count(), store.count(relevant_only=False) - store.count()
    if as_json:
        figures = {name: getattr(report.counts, name) for name in _FIGURES}
        click.echo(json.dumps({**figures, "finished": report.finished is not None}))
        return
    click.echo("\n".join(report.lines()))
    click.echo(
        f"{kept} trials on neuroendocrine tumors are kept; {left_out} on other diseases are left "
        "out of the index. Next: nettrials build"
    )
    if report.faults:
        raise click.exceptions.Exit(2)


@click.command("import")
@click.argument("page", type=click.Path(path_type=Path))
def import_(page: Path) -> None:
    """Make drafts from a society's PAGE of news and trials (text or HTML), for an editor."""
    from content import FOLDER
    from content.importing import import_page

    for line in import_page(page, FOLDER).lines():
        click.echo(line)


@click.command()
@click.option("--full", is_flag=True, help="Encode everything again; take nothing over.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
@click.option("--accept-worse", metavar="NAME",
              help="Publish also what answers the judged questions worse; NAME (yours) is logged.",
              )  # fmt: skip
def build(full: bool, as_json: bool, accept_worse: str | None) -> None:
    """Build the index from the content and the registry, and publish it.

    Refused where the judged questions are answered worse than by the served snapshot.
    """
    from bot.corpus_build import build_snapshot
    from bot.progress import shown_progress

    chosen = opening.settings()
    opening.writable_home(chosen)
    gate = _gate(chosen, accept_worse)
    with shown_progress() as tell:
        report = build_snapshot(chosen, full=full, tell=tell, gate=gate)
    figures = {
        "snapshot_id": report.snapshot_id,
        "seconds": round(report.seconds, 2),
        "documents": report.documents,
        "added": len(report.added),
        "changed": len(report.changed),
        "removed": len(report.removed),
    }
    if as_json:
        click.echo(json.dumps(figures))
        return
    click.echo(
        f"Snapshot {report.snapshot_id}: {report.documents} documents, {report.passages} passages "
        f"({report.encoded} encoded, {report.reused} taken over) in {report.seconds:.1f} s; "
        f"{figures['added']} new, {figures['changed']} changed, {figures['removed']} removed."
    )
    if gate.comparison is not None:
        click.echo(f"Against the one before: {gate.comparison.summary()}.")
    for question in gate.unanswered:
        click.echo(f"Promoted, not answered right yet: {question.text}")


def _gate(chosen: Settings, accept_worse: str | None) -> BuildGate:
    from bot.build_gate import BuildGate, noted_in_audit

    if accept_worse is None:
        return BuildGate(chosen.home)
    name = accept_worse.strip()
    if not name:
        raise click.BadParameter("takes your name, for the audit log", param_hint="--accept-worse")
    return BuildGate(chosen.home, accept=noted_in_audit(chosen.bot_db, name))


@click.command()
def check() -> None:
    """Name every fault in the content files and the lexicon, with file and line."""
    from content.corpus import check as check_files
    from content.corpus import load_corpus
    from content.ready import ready_replies
    from content.terms import load_lexicon

    faults = check_files()
    for fault in faults:
        click.echo(str(fault), err=True)
    if faults:
        raise click.exceptions.Exit(2)
    load_lexicon(check=True)
    ready_replies()
    click.echo(f"{len(load_corpus())} documents and the lexicon are in order.")
