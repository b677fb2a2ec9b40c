"""List the tools and formats that evidence is read from, per domain."""

from __future__ import annotations

import click


@click.command()
@click.option("--domain", multiple=True, help="Only this domain.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(domain: tuple[str, ...], as_json: bool) -> None:
    """What assay reads, and which tables it fills."""
    from assay.engine.plugins import collectors
    from assay.model import table_name

    found = [
        {
            "name": module.COLLECTOR.name,
            "tool": module.COLLECTOR.tool,
            "about": module.COLLECTOR.about,
            "domains": list(module.COLLECTOR.domains),
            "roles": [role.value for role in module.COLLECTOR.roles],
            "fills": [table_name(row) for row in module.COLLECTOR.fills],
        }
        for module in collectors().values()
        if not domain or set(domain) & set(module.COLLECTOR.domains)
    ]
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(found))
        return
    for tool in found:
        click.echo(f"\n{tool['name']}: {tool['tool']}\n    {tool['about']}")
        click.echo(f"    domains {', '.join(tool['domains'])}; roles {', '.join(tool['roles'])}")
        click.echo(f"    fills {', '.join(tool['fills'])}")
