"""Show the dashboard and its HTTP API, live over the lake, to yourself or to a team."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import Commands, _options

if TYPE_CHECKING:
    from assay.web.settings import Settings


class _Serve(Commands):
    """A positional word that names no command below is the target."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        _, rest, _ = self.make_parser(ctx).parse_args(args=list(args))
        if rest and rest[0] not in self.list_commands(ctx):
            args = [*args[: len(args) - len(rest)], "--target", *rest]
        return super().parse_args(ctx, args)


@click.group(
    name="serve", cls=_Serve, below="serve", invoke_without_command=True, subcommand_metavar="[TARGET] | token COMMAND"
)
@click.option(
    "--target",
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory of the checkout, the same as TARGET; the present one if neither this nor --lake is given.",
)
@_options.lake
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", default=8417, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--public-url", default="", metavar="URL", help="How browsers reach it, behind a proxy that speaks TLS.")
@click.option(
    "--oidc",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.toml",
    help="Sign in with OpenID Connect, as this file says.",
)
@click.option("--access-log", is_flag=True, help="Log every request on standard error.")
@click.pass_context
def command(
    ctx: click.Context,
    target: Path | None,
    lake: Path | None,
    host: str,
    port: int,
    public_url: str,
    oidc: Path | None,
    access_log: bool,
) -> int | None:
    """Serve the dashboard and the API of TARGET's lake until Ctrl-C.

    On this machine alone nobody has to sign in. Others may come in with tokens (`assay serve token add`) or through an
    OpenID provider (--oidc); without either, only loopback addresses are listened at.

    \b
    assay serve                                     http://127.0.0.1:8417
    assay serve ../shop --port 9000
    assay serve --lake /srv/assay --host 0.0.0.0 --public-url https://assay.shop.example
    """
    if ctx.invoked_subcommand:
        ctx.obj = (target, lake)
        return None
    from assay.web.settings import Settings

    provider = None
    if oidc is not None:
        from assay.web.oidc import load

        provider = load(oidc)
    settings = Settings(
        lake=lake_of(target, lake),
        target=target or (None if lake else Path()),
        host=host,
        port=port,
        public_url=public_url.rstrip("/"),
        oidc=provider,
    )
    return _serve(settings, access_log)


def lake_of(target: Path | None, lake: Path | None) -> Path:
    """The lake that is meant. Errors: UsageError when the target is no directory."""
    from assay.model import UsageError

    if lake is not None:
        return lake
    root = target or Path()
    if not root.is_dir():
        raise UsageError("is not a directory", where=str(root), remedy="Name the directory of the checkout.")
    return _options.lake_of(root, None)


def _serve(settings: Settings, access_log: bool) -> int:
    from assay.web.serving import serve

    gc.set_threshold(2_000, 20, 20)  # other than a command, it lives for weeks
    serve(settings, lambda text: click.echo(text, err=True), access_log=access_log)
    click.echo("assay: stopped", err=True)
    return 0
