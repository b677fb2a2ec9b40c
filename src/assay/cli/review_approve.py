"""Agree to a waiver, as an owner of what it covers."""

from __future__ import annotations

from pathlib import Path

import click

from . import _options, _waivers


@click.command(name="approve")
@click.argument("name")
@_options.in_target
@_options.lake
@_waivers.who
@_waivers.dry_run
@_options.as_json
def command(name: str, target: Path, lake: Path | None, who: str | None, dry_run: bool, as_json: bool) -> None:
    """Approve the waiver called NAME (`assay review waivers` lists them): `approved_by` in assay.toml says so.

    With `[waivers] approvers = "owners"` in assay.toml, a waiver covers only what an owner by CODEOWNERS approved. A
    name in a text file proves nothing by itself: let CODEOWNERS ask the owners to review assay.toml. What was proposed
    in the dashboard is approved in the lake.

    \b
    assay review approve 3f9a1c20 --as @shop/payments
    """
    from assay.reviews import accepting, decisions

    result = _options.last_run(target, lake)
    speaker = _waivers.speaker(target, who)
    if proposed := _waivers.lake_with(name, target, lake):
        decision = decisions.approve(proposed, result, name, who=speaker)
        _waivers.decided(decision, as_json=as_json)
        return
    draft = accepting.approve(target, result, name, speaker)
    _waivers.tell(draft, f"{speaker} approves {draft.name}")
    _waivers.finish(target, draft, dry_run=dry_run, as_json=as_json, said=f"Waiver {draft.name} is approved in")
