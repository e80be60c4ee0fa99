"""``allegedly example``: the main job on the article that ships with the package."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), default="example.html", show_default=True,
    help="Where to write the HTML page.",
)  # fmt: skip
@click.option("--quiet", is_flag=True, help="Write the page, print nothing.")
def example(output: Path, quiet: bool) -> None:
    """Code the bundled article: print the coding and write it as an HTML page."""
    from allegedly.bundled import example as bundled
    from allegedly.cli.coding import write
    from allegedly.coder import Coder
    from allegedly.reading import Failure, read

    documents = list(read(bundled(), name="the bundled article"))
    coder = Coder()
    coded = [coder.code(d) for d in documents if not isinstance(d, Failure)]
    with output.open("w", encoding="utf-8") as stream:
        write(coded, "html", stream)
    if not quiet:
        write(coded, "text", sys.stdout)
    click.echo(f"The same as a page: {output.resolve()}", err=True)
