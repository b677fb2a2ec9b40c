"""Accept what is unmet until a day: a waiver, written into assay.toml for others to review."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from . import _options, _waivers


@click.command(name="waive")
@click.argument("what", metavar="STANDARD|FINGERPRINT")
@_options.in_target
@_options.lake
@click.option("--integration", metavar="NAME", help="Only in this unit.")
@click.option("--subject", metavar="GLOB", help="Only subjects like this.")
@_waivers.why
@click.option(
    "--until", required=True, type=_waivers.Day(), help="Last day on which it holds: 2027-05-31, or 90d from now."
)
@click.option("--author", metavar="NAME", help="Who accepts it; git's user.email if not given.")
@_waivers.dry_run
@_options.as_json
def command(
    what: str,
    target: Path,
    lake: Path | None,
    integration: str | None,
    subject: str | None,
    why: str,
    until: date,
    author: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Accept the unmet findings of a standard, or the one of a FINGERPRINT, until a day.

    What it covers in the last run is counted, told, and kept: if more comes to match, the waiver covers none, for
    nobody accepted that. A waived finding no longer fails the gate; the low end of the score counts it as unmet all
    the same. Of the same standard, unit and subject, the waiver that is there is renewed, and has to be approved anew.

    \b
    assay review waive service/outbound_calls_time_out --integration adyen-integration \\
        --why "the SDK gets a timeout in version 6" --until 90d
    assay review waive 3f9a1c20 --why "test shop only" --until 2027-05-31 --dry-run
    """
    from assay.reviews.accepting import Terms, accept

    result = _options.last_run(target, lake)
    terms = Terms(
        what=what,
        integration=integration,
        subject=subject,
        reason=why,
        until=until,
        author=_waivers.speaker(target, author),
    )
    draft = accept(target, result, terms)
    _waivers.tell(draft, f"Renews the waiver {draft.name}" if draft.renews else f"A waiver until {until}")
    _waivers.finish(target, draft, dry_run=dry_run, as_json=as_json, said=f"Waiver {draft.name} stands in")
