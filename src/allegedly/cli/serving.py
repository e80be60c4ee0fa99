"""``allegedly desk``: the archive in a browser on this machine."""

from __future__ import annotations

import click

from allegedly.cli import options


@click.command()
@options.archive_argument
@click.option("--port", type=click.IntRange(0, 65535), default=8400, show_default=True)
def desk(archive: str, port: int) -> None:
    """Open ARCHIVE to be read in a browser on this machine, at http://127.0.0.1:PORT.

    The desk listens on this machine only and changes nothing. It needs `pip install 'allegedly[desk]'`.
    """
    try:
        import uvicorn

        from allegedly.desk import make_app
    except ImportError as missing:
        raise click.ClickException(f"{missing.name} is not installed; pip install 'allegedly[desk]'") from missing
    from allegedly.archive import Archive

    with Archive.open(archive, create=False) as opened:
        click.echo(f"The desk is at http://127.0.0.1:{port} (Ctrl-C ends it)", err=True)
        uvicorn.run(make_app(opened), host="127.0.0.1", port=port, log_level="warning")
