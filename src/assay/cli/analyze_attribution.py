"""Tell where a number went wrong, of a table of what was expected and what was seen."""

from __future__ import annotations

from pathlib import Path

import click

from . import _options


@click.command(name="attribution")
@click.option(
    "--file",
    "files",
    multiple=True,
    required=True,
    metavar="CSV",
    type=click.Path(path_type=Path),
    help="Columns of dimensions, `real` and `predict`; repeatable.",
)
@_options.as_json
def command(files: tuple[Path, ...], as_json: bool) -> None:
    """Tell at which combinations of values a number is not what was expected, what explains most first.

    Each row of the file is one combination of values: a column for each dimension, `real` (what was seen) and `predict`
    (what had been forecast). Of a ratio there are two such files, NAME.a.csv of the numerator and NAME.b.csv of the
    denominator (name the first), or one with the columns real_a, predict_a, real_b and predict_b. This is the layout of
    the public benchmarks of Squeeze and RiskLoc; causes are told as there: `a=a1&b=b2;c=c3`.

    \b
    assay analyze attribution --file 1450653900.csv
    assay analyze attribution --file 1450653900.a.csv --json
    """
    from assay.analysis.attribution.files import causes

    from ._listing import print_json

    found = [(file, causes(file)) for file in files]
    if as_json:
        print_json(
            [
                {
                    "file": file.name,
                    "root_cause": ";".join(map(str, told)),
                    "causes": [
                        {"where": dict(one.where), "off": one.off, "leaves": one.leaves, "gain": one.gain}
                        for one in told
                    ],
                }
                for file, told in found
            ]
        )
        return
    for file, told in found:
        if len(found) > 1:
            click.echo(f"{file.name}:")
        for one in told:
            way = "less" if one.off > 0 else "more"
            click.echo(f"{one or 'everything'}: {abs(one.off):.0%} {way} than expected, in {one.leaves} of the leaves")
        if not told:
            click.echo("nothing stands out: what is off is within the noise")
