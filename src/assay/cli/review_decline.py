"""Do not agree to a waiver: it covers nothing."""

from __future__ import annotations

from pathlib import Path

import click

from . import _options, _waivers


@click.command(name="decline")
@click.argument("name")
@_options.in_target
@_options.lake
@_waivers.why
@_waivers.who
@_waivers.dry_run
@_options.as_json
def command(
    name: str, target: Path, lake: Path | None, why: str, who: str | None, dry_run: bool, as_json: bool
) -> None:
    """Decline the waiver called NAME: it stays in assay.toml with who declined it and why, and covers nothing.

    An approval takes that back; `assay review revoke` removes the waiver.

    \b
    assay review decline 3f9a1c20 --why "two refunds were lost in October"
    """
    from assay.reviews import accepting, decisions

    result = _options.last_run(target, lake)
    speaker = _waivers.speaker(target, who)
    if proposed := _waivers.lake_with(name, target, lake):
        decision = decisions.decline(proposed, result, name, who=speaker, why=why)
        _waivers.decided(decision, as_json=as_json)
        return
    draft = accepting.decline(target, result, name, speaker, why)
    _waivers.tell(draft, f"{speaker} declines {draft.name}, and this counts again")
    _waivers.finish(target, draft, dry_run=dry_run, as_json=as_json, said=f"Waiver {draft.name} is declined in")
