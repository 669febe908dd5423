"""The command line: backease run | understand | db | pictures | check."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import Settings, SettingsError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="BackEase: a Telegram companion for a person with back pain.",
)
db = typer.Typer(no_args_is_help=True, help="The database.")
pictures = typer.Typer(no_args_is_help=True, help="The drawn pictures.")
check = typer.Typer(no_args_is_help=True, help="Checks of the content.")
app.add_typer(db, name="db")
app.add_typer(pictures, name="pictures")
app.add_typer(check, name="check")


def fail(reason: object) -> typer.Exit:
    """Print one line that says what is wrong and return exit code 2."""
    typer.echo(f"backease: {' '.join(str(reason).split())}", err=True)
    return typer.Exit(2)


def load_settings() -> Settings:
    """Read the settings, or stop with one line."""
    try:
        return Settings.load()
    except SettingsError as error:
        raise fail(error) from None


@app.command()
def run(
    fresh: Annotated[bool, typer.Option(help="Forget the local chat's messages first.")] = False,
) -> None:
    """Start the bot: on Telegram with a token, else on the local chat page."""
    settings = load_settings()
    from bot.app import StartError
    from bot.app import run as run_bot

    try:
        asyncio.run(run_bot(settings, fresh=fresh))
    except StartError as error:
        raise fail(error) from None


@app.command()
def understand(
    explain: Annotated[
        str | None,
        typer.Option(metavar="MESSAGE", help="Show how this one message is read; - reads it."),
    ] = None,
) -> None:
    """Read JSON lines {"id", "text"} on standard input and print what was understood."""
    from bot.contract import understand_lines
    from intents import LexiconError, load_reader

    if explain is not None:
        typer.echo(_explained(sys.stdin.read() if explain == "-" else explain), nl=False)
        return
    try:
        reader = load_reader()
    except LexiconError as error:
        raise fail(error) from None
    raise typer.Exit(understand_lines(sys.stdin.buffer, sys.stdout, reader))


def _explained(message: str) -> str:
    """How the running bot reads a message; with its exercise names and topics."""
    from bot.app import START_FAILURES, load_knowledge
    from bot.explain import explain

    try:
        knowledge = load_knowledge()
    except START_FAILURES as error:
        raise fail(error) from None
    return explain(knowledge.reader.trace(message), knowledge.content.red_flags)


@db.command("upgrade")
def upgrade() -> None:
    """Bring the database up to date. The bot does this itself at every start."""
    from bot.storage.database import Database
    from bot.storage.errors import DatabaseError

    settings = load_settings()

    async def open_and_close() -> None:
        database = Database(settings.database_url)
        await database.open()
        await database.close()

    try:
        asyncio.run(open_and_close())
    except DatabaseError as error:
        raise fail(error) from None
    typer.echo("The database is up to date.")


@check.command("content")
def check_content(
    facts: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Compare with the clinical fact sheets in this folder."),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Make docs/sources.md and docs/routines.md anew.")
    ] = False,
) -> None:
    """Check all content: facts, words, what Telegram takes, links, routines, its pages."""
    from bot.app import START_FAILURES, load_knowledge
    from bot.check import check_content as check
    from content.facts import FactsError
    from content.pictures.library import load_figures
    from content.wording import NoGrader

    try:
        content = load_knowledge().content
        load_figures()  # the bot itself reads no figure
        report = check(content, datetime.now(UTC), sheets=facts, write=write)
    except (*START_FAILURES, FactsError, NoGrader) as error:
        raise fail(error) from None
    for fault in report.faults:
        typer.echo(fault, err=True)
    if report.faults:
        raise typer.Exit(1)
    typer.echo("\n".join(report.figures))
    typer.echo(
        f"{len(content.exercises)} exercises, {len(content.routines)} routines, "
        f"{len(content.red_flags)} danger signs, {len(content.education)} answers, "
        f"{len(content.avoid)} to go easy on: all in order."
    )


@pictures.command("build")
def build_pictures(
    ids: Annotated[list[str] | None, typer.Argument(help="Exercises; all without any.")] = None,
    processes: Annotated[int, typer.Option(min=1, help="How many films at a time.")] = 2,
) -> None:
    """Make the films and stills that changed. Needs PyAV (pip install backease[pictures])."""
    from content.files import ContentError
    from content.loader import load_content
    from content.pictures.films import NoEncoder, build
    from content.pictures.library import load_figures

    try:
        content, figures = load_content(), load_figures()
        with typer.progressbar(length=1, label="Drawing") as bar:

            def tell(done: int, of: int) -> None:
                bar.length = of
                bar.update(done - bar.pos)

            written = build(content, figures, ids, processes=processes, progress=tell)
    except (ContentError, NoEncoder) as error:
        raise fail(error) from None
    typer.echo(f"{len(written)} files written.")


@pictures.command("check")
def check_pictures() -> None:
    """Find missing, stale and oversized films, faults of figures, and figures nobody looked at."""
    from content.files import ContentError
    from content.loader import load_content
    from content.pictures.approvals import load_looks, looks_missing
    from content.pictures.films import check
    from content.pictures.library import load_figures

    try:
        content, figures = load_content(), load_figures()
        faults = [*check(content, figures), *looks_missing(figures, load_looks())]
    except ContentError as error:
        raise fail(error) from None
    for fault in faults:
        typer.echo(fault, err=True)
    typer.echo(f"{len(figures)} of {len(content.exercises)} exercises are drawn.")
    raise typer.Exit(1 if faults else 0)


@pictures.command("sheet")
def sheet_of_pictures(
    out: Annotated[Path, typer.Argument(help="The PNG to write.")],
    ids: Annotated[list[str] | None, typer.Argument(help="Exercises; all without any.")] = None,
    width: Annotated[int, typer.Option(help="Width of one picture in pixels.")] = 320,
    dark: Annotated[bool, typer.Option(help="In the dark theme.")] = False,
) -> None:
    """Draw a contact sheet: each exercise at its start, on its way and held."""
    from content.files import ContentError
    from content.pictures.library import drawn_ids
    from content.pictures.sheets import sheet

    try:
        sheet(ids or drawn_ids(), out, width=width, dark=dark)
    except ContentError as error:
        raise fail(error) from None


def main() -> None:
    """Run the command line."""
    app()
