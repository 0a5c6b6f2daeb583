"""`letuchka preview`: what the teams' rituals will do in the next days, in the words of the bot, on standard output."""

from bot.rendering.plain import plain
from bot.rendering.reader import Reader, language
from bot.rendering.renderer import Renderer
from bot.storage.transaction import Database
from bot.teamfile.commands import REFUSED, Printed
from rituals.ports import Clock
from rituals.preview import preview


async def preview_of(database: Database, name: str | None, days: int, clock: Clock) -> Printed:
    """The preview of one team, or of all; nothing is written."""
    renderer, now, told = Renderer(), clock(), []
    async with database.read() as tx:
        teams = [team for team in await tx.teams.all() if name is None or team.name == name]
        for team in teams:
            reader = Reader(language(team.locale), team.timezone, now)
            found = await preview(tx, team, now, days)
            told.append(plain(renderer.message(found, reader)))
    if not told:
        missing = "There is no team yet" if name is None else f"There is no team {name!r}"
        return Printed(errors=f"{missing}: letuchka team list, letuchka team import FILE\n", code=REFUSED)
    return Printed("\n\n".join(told) + "\n")
