"""Take a waiver back: what it covered counts again."""

from __future__ import annotations

from pathlib import Path

import click

from . import _options, _waivers


@click.command(name="revoke")
@click.argument("name")
@_options.in_target
@_options.lake
@_waivers.dry_run
@_options.as_json
def command(name: str, target: Path, lake: Path | None, dry_run: bool, as_json: bool) -> None:
    """Remove the waiver called NAME from assay.toml; git keeps who removed it and when.

    \b
    assay review revoke 3f9a1c20
    """
    from assay.reviews.accepting import revoke

    draft = revoke(target, _options.last_run(target, lake), name)
    _waivers.tell(draft, f"Without {draft.name}, this counts again")
    _waivers.finish(target, draft, dry_run=dry_run, as_json=as_json, said=f"Waiver {draft.name} is gone from")
