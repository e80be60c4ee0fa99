"""``allegedly desk``: the archive in a browser."""

from __future__ import annotations

from pathlib import Path

import click

from allegedly.cli import options


@click.command()
@options.archive_argument
@click.option("--port", type=click.IntRange(1, 65535), default=8400, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; others need --users.")
@click.option("--name", "names", multiple=True, help="A name by which browsers may ask for it; repeatable.")
@click.option(
    "--users", "users_file", type=click.Path(dir_okay=False, path_type=Path), help="File of those who log in."
)
@click.option("--add-user", metavar="NAME", help="Add NAME to --users, or change the password, and end.")
def desk(
    archive: str, port: int, host: str, names: tuple[str, ...], users_file: Path | None, add_user: str | None
) -> None:
    """Open ARCHIVE in a browser, at http://127.0.0.1:PORT: read, compare, add, review.

    The address that is printed lets you write; without its token the desk can only be read. Behind --host others reach
    it as well, and everybody has to log in; put a proxy with TLS in front. Needs `pip install 'allegedly[desk]'`.
    """
    try:
        import uvicorn

        from allegedly.desk import Users, check_address, make_app, secret_beside
        from allegedly.desk.guard import LOCAL_HOSTS
    except ImportError as missing:
        raise click.ClickException(f"{missing.name} is not installed; pip install 'allegedly[desk]'") from missing
    from allegedly.archive import Archive
    from allegedly.archive.database import path_of

    users = Users(users_file) if users_file else None
    if add_user is not None:
        if users is None:
            raise click.UsageError("--add-user needs --users FILE")
        users.set(add_user, click.prompt(f"Password of {add_user}", hide_input=True, confirmation_prompt=True))
        return
    check_address(host, users=bool(users and users.names()))
    with Archive.open(archive, create=False) as opened:
        secret = secret_beside(path_of(opened.engine.url))
        hosts = {*LOCAL_HOSTS, *names, f"[{host}]" if ":" in host else host}
        at = f"http://{'localhost' if host == 'localhost' else '127.0.0.1'}:{port}"
        click.echo(f"The desk is at {at if users else f'{at}/enter?token={secret}'} (Ctrl-C ends it)", err=True)
        app = make_app(opened, secret=secret, users=users, hosts=hosts)
        uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)
