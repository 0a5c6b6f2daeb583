"""The command line: run, status, doctor, preview, demo, team, db, slack. Each command loads only what it needs."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot.clock import system_clock

WRONG = 2
"""The exit code for wrong settings, a wrong file, a database of another version."""

NOT_WELL = 1
"""The exit code of a doctor who has found something, and of a process that is not ready."""

app = typer.Typer(
    help="Letuchka keeps the rituals of sales and marketing, in Telegram and Slack at once.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
team = typer.Typer(help="Set a whole team up from a file, or write it to one.", no_args_is_help=True)
db = typer.Typer(help="Look after the database.", no_args_is_help=True)
slack = typer.Typer(help="What Slack needs.", no_args_is_help=True)
app.add_typer(team, name="team")
app.add_typer(db, name="db")
app.add_typer(slack, name="slack")

FILE = typer.Argument(help="A team file (YAML); docs/reference/team-file.md describes it.")


def stop(*lines: str) -> NoReturn:
    """Say what is wrong and how to mend it, and exit with 2."""
    for line in lines:
        sys.stderr.write(f"{line}\n")
    raise typer.Exit(WRONG)


def _settings() -> Any:
    from bot.settings import WrongSettings, load  # noqa: PLC0415

    try:
        return load()
    except WrongSettings as wrong:
        stop(str(wrong))


def _version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"letuchka {version('letuchka')}\n")
        raise typer.Exit


@app.callback()
def letuchka(
    *,
    version_: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Letuchka keeps the rituals of sales and marketing, in Telegram and Slack at once."""
    del version_


@app.command()
def run(
    *,
    migrate: Annotated[
        bool, typer.Option("--migrate", help="Bring a PostgreSQL database to this version first.")
    ] = False,
) -> None:
    """Start the bot. The settings come from the environment and .env."""
    from bot.running import run_until_stopped  # noqa: PLC0415
    from bot.settings import WrongSettings  # noqa: PLC0415

    settings = _settings()
    try:
        settings.check_messengers()
        run_until_stopped(settings, migrate=migrate)
    except WrongSettings as wrong:
        stop(str(wrong))


@app.command()
def doctor() -> None:
    """Look at settings, tokens, rights, database and clock; say how to mend what is wrong. 0: all is ok, 1: not."""
    from bot.doctor.report import told  # noqa: PLC0415
    from bot.settings import WrongSettings  # noqa: PLC0415

    settings = _settings()
    try:
        settings.check_messengers()
    except WrongSettings as wrong:
        stop(str(wrong))
    if not asyncio.run(told(settings, system_clock)):
        raise typer.Exit(NOT_WELL)


@app.command()
def status() -> None:
    """Say how the running process is: ready or not, the queue, what was sent and heard. 0: ready, 1: not."""
    from rich.console import Console  # noqa: PLC0415

    from bot.web.status import NotRunningError, asked, table  # noqa: PLC0415

    settings = _settings()
    try:
        found = asyncio.run(asked(settings.listens_at))
    except NotRunningError as nobody:
        sys.stderr.write(f"{nobody}\n")
        raise typer.Exit(NOT_WELL) from nobody
    Console(highlight=False, soft_wrap=True).print(table(found, system_clock()))
    if not found.ready:
        raise typer.Exit(NOT_WELL)


@app.command()
def preview(
    *,
    days: Annotated[int, typer.Option(min=1, max=366, help="How far to look ahead.")] = 30,
    name: Annotated[str | None, typer.Option("--team", help="One team only; else all of them.")] = None,
) -> None:
    """Tell what will be posted where, when and to whom, with what days off change; nothing is written."""
    from bot.foreseeing import preview_of  # noqa: PLC0415

    _tell(_with_database(lambda database: preview_of(database, name, days, system_clock)))


@app.command()
def demo(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is served.")] = 8765,
    lang: Annotated[str, typer.Option(help="The sample team's language: ru or en.")] = "ru",
    file: Annotated[Path | None, typer.Option("--team", help="A team file to rehearse instead of the sample.")] = None,
    month: Annotated[
        Path | None, typer.Option(help="Play a month without a browser; write what it produced to this new folder.")
    ] = None,
) -> None:
    """Try the whole bot with a sample team, or your own, and no tokens: one page, on this machine only."""
    from bot.rehearsal.demo import WrongDemo, play, sample_team, team_of  # noqa: PLC0415
    from bot.rehearsal.month import play_month, sample_start  # noqa: PLC0415

    try:
        raw = sample_team(lang) if file is None else team_of(file)
        if month is not None:
            asyncio.run(play_month(raw, month, sample_start(raw, lang) if file is None else None))
        else:
            asyncio.run(play(port, raw, at_once=file is not None))
    except WrongDemo as wrong:
        stop(str(wrong))
    except KeyboardInterrupt:
        sys.stderr.write("The rehearsal is over.\n")


@team.command("import")
def team_import(
    file: Annotated[Path, FILE],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
) -> None:
    """Create or change a team so that it is as the file says."""
    _tell(_with_database(lambda database: _teamfile().import_team(database, file, system_clock, dry_run=dry_run)))


@team.command("export")
def team_export(
    name: Annotated[str | None, typer.Argument(help="The team; may be left out when there is one.")] = None,
) -> None:
    """Write a team as YAML to standard output."""
    _tell(_with_database(lambda database: _teamfile().export_team(database, name)))


@team.command("list")
def team_list() -> None:
    """Name the teams."""
    _tell(_with_database(lambda database: _teamfile().list_teams(database)))


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to this version."""
    from bot.running import WrongDatabase, made_ready  # noqa: PLC0415
    from bot.storage.upkeep import head  # noqa: PLC0415

    try:
        before = made_ready(_settings().database_url, migrate=True)
    except WrongDatabase as wrong:
        stop(str(wrong))
    sys.stdout.write("Nothing to do.\n" if before == head() else f"Upgraded from {before or 'nothing'} to {head()}.\n")


@db.command("backup")
def db_backup(path: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")]) -> None:
    """Write a copy of the database to a file, while the bot runs."""
    from bot.storage.upkeep import backup  # noqa: PLC0415

    if path.exists():
        stop(f"{path} exists already; nothing was written.")
    try:
        asyncio.run(backup(_settings().database_url, path))
    except FileNotFoundError as missing:
        stop(f"There is no database at {missing} (LETUCHKA_DATABASE_URL); nothing was written.")
    sys.stdout.write(f"Written to {path}.\n")


@db.command("restore")
def db_restore(path: Annotated[Path, typer.Argument(help="A file that `db backup` wrote.")]) -> None:
    """Put the database back as a backup has it. The bot must not run."""
    from bot.storage.filecopy import NotABackup  # noqa: PLC0415
    from bot.storage.upkeep import restore  # noqa: PLC0415

    if not path.exists():
        stop(f"{path} does not exist; nothing was changed.")
    try:
        asyncio.run(restore(_settings().database_url, path))
    except NotABackup as wrong:
        stop(f"{wrong}; nothing was changed.")
    sys.stdout.write(f"Restored from {path}.\n")


@slack.command("manifest")
def slack_manifest() -> None:
    """Print the app manifest for api.slack.com/apps: Socket Mode, or HTTP where LETUCHKA_SLACK_MODE=http."""
    from bot.messengers.slack.manifest import manifest  # noqa: PLC0415
    from bot.rendering.renderer import Renderer  # noqa: PLC0415
    from bot.settings import SlackMode  # noqa: PLC0415
    from bot.topics import everything  # noqa: PLC0415

    settings = _settings()
    http = settings.slack_mode is SlackMode.HTTP
    if http and settings.public_url is None:
        stop("LETUCHKA_PUBLIC_URL is missing: Slack must know where to send events in HTTP mode.")
    sys.stdout.write(manifest(everything(), Renderer(), settings.public_url if http else None))


def _teamfile() -> Any:
    from bot.teamfile import commands  # noqa: PLC0415

    return commands


def _with_database(command: Callable[[Any], Coroutine[Any, Any, Any]]) -> Any:
    """Do something with the database of the settings, brought to this version first if it is SQLite."""
    from bot.running import WrongDatabase, made_ready  # noqa: PLC0415
    from bot.storage.transaction import Database  # noqa: PLC0415

    settings = _settings()
    try:
        made_ready(settings.database_url, migrate=False)
    except WrongDatabase as wrong:
        stop(str(wrong))

    async def do() -> Any:
        database = Database(settings.database_url)
        try:
            return await command(database)
        finally:
            await database.close()

    return asyncio.run(do())


def _tell(result: Any) -> None:
    """Print what a command says and exit as it asks."""
    sys.stdout.write(result.out)
    sys.stderr.write(result.errors)
    if result.code:
        raise typer.Exit(result.code)


def main() -> None:
    """The console script."""
    app()
