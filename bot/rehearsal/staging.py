"""Sets the stage for a team file: its people, groups and channels, and the settings with which the bot finds them."""

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

from bot.clock import MovableClock
from bot.rehearsal.slack import App, Channel, SlackStage
from bot.rehearsal.slack import User as SlackUser
from bot.rehearsal.slack.stage import ACK_SECONDS
from bot.rehearsal.telegram import BotAccount, Group, TelegramStage, Topic
from bot.rehearsal.telegram import Person as TelegramUser
from bot.settings import Settings
from bot.teamfile.content import FileChat, FilePerson, TeamFile
from rituals.team import Audience, Place, messenger_of

TELEGRAM_TOKEN = "123456789:AAHfiqksKZ8WmR2zSjiQ7-rehearsal-00"  # noqa: S105  The stage's own.
SLACK_BOT_TOKEN = "xoxb-rehearsal"  # noqa: S105
SLACK_APP_TOKEN = "xapp-rehearsal"  # noqa: S105
SLACK_SECRET = "rehearsal-signing-secret"  # noqa: S105
SCOPES = (
    "commands",
    "chat:write",
    "im:write",
    "im:history",
    "users:read",
    "channels:read",
    "groups:read",
    "app_mentions:read",
    "files:write",
)
"""What the manifest asks for, and nothing else."""


@dataclass(slots=True)
class Staging:
    """A stage that is set: who and what is on it, by the words of the team file."""

    file: TeamFile
    clock: MovableClock
    telegram: TelegramStage | None = None
    slack: SlackStage | None = None
    bot: BotAccount | None = None
    app: App | None = None
    telegram_url: str = ""
    slack_url: str = ""
    groups: dict[Place, Group] = field(default_factory=dict)
    channels: dict[Place, Channel] = field(default_factory=dict)
    telegram_users: dict[str, TelegramUser] = field(default_factory=dict)
    slack_users: dict[str, SlackUser] = field(default_factory=dict)

    def settings(self, database_url: str) -> Settings:
        """The settings with which the real process finds this stage."""
        values: dict[str, object] = {"database_url": database_url, "listen": "127.0.0.1:0", "_env_file": None}
        if self.telegram is not None:
            values |= {"telegram_token": TELEGRAM_TOKEN, "telegram_api_url": self.telegram_url}
        if self.slack is not None:
            values |= {
                "slack_bot_token": SLACK_BOT_TOKEN,
                "slack_app_token": SLACK_APP_TOKEN,
                "slack_api_url": f"{self.slack_url}/api/",
            }
        return Settings(**values)  # type: ignore[arg-type]


@asynccontextmanager
async def staged(
    file: TeamFile,
    clock: MovableClock,
    *,
    limits: bool = False,
    allow_http_webhook: bool = False,
    ack_seconds: float = ACK_SECONDS,
) -> AsyncIterator[Staging]:
    """The stage for a team, served until the block ends. A messenger that the file does not name is not staged.

    `allow_http_webhook` lets Telegram deliver to an http address of this machine; `ack_seconds` are those that Slack
    gives a bot to acknowledge.
    """
    staging = Staging(file, clock)
    async with AsyncExitStack() as stack:
        if _uses(file, "telegram"):
            staging.telegram = TelegramStage(clock, limits=limits, allow_http_webhook=allow_http_webhook)
            staging.telegram_url = await stack.enter_async_context(staging.telegram.serve())
            _set_telegram(staging, staging.telegram)
        if _uses(file, "slack"):
            staging.slack = SlackStage(clock, limits=limits, ack_seconds=ack_seconds)
            staging.slack_url = await stack.enter_async_context(staging.slack.serve())
            _set_slack(staging, staging.slack)
        yield staging


def _uses(file: TeamFile, messenger: str) -> bool:
    chats = any(messenger_of(chat.place) == messenger for chat in file.chats)
    return chats or any(account_in(person, messenger) for person in file.people)


def account_in(person: FilePerson, messenger: str) -> str | None:
    """The id within the messenger: `1001`, `U0000001`."""
    keys = (key for key in person.accounts if messenger_of(key) == messenger)
    return next((key.partition(":")[2].rpartition("/")[2] for key in keys), None)


def _set_telegram(staging: Staging, stage: TelegramStage) -> None:
    bot = stage.add_bot(TELEGRAM_TOKEN, "letuchka_bot", "Летучка" if staging.file.locale == "ru" else "Letuchka")
    staging.bot = bot
    for person in staging.file.people:
        number = account_in(person, "telegram")
        if number is not None:
            first, _, last = person.name.partition(" ")
            locale = person.locale or staging.file.locale
            user = stage.add_user(int(number), first, last, username=f"user{number}", language_code=locale)
            staging.telegram_users[person.name] = user
    for chat in staging.file.chats:
        if messenger_of(chat.place) == "telegram":
            _add_group(staging, stage, bot, chat)


def _add_group(staging: Staging, stage: TelegramStage, bot: BotAccount, chat: FileChat) -> None:
    """The group of a chat with those whom it is for; a topic of a group that may be there already."""
    number, _, topic = chat.place.partition(":")[2].partition("/")
    members = [staging.telegram_users[one.name] for one in _readers(staging.file, chat, "telegram")]
    place = Place(f"telegram:{number}")
    group = staging.groups.get(place)
    if group is None:
        title = staging.file.name if chat.audience == Audience.COMMON else f"{staging.file.name}: {chat.audience}"
        kind: Literal["group", "supergroup"] = "supergroup" if number.startswith("-100") else "group"
        group = stage.add_group(int(number), title, members=members, bots=[bot], kind=kind, announce=False)
        staging.groups[place] = group
    if topic:
        group.forum = True
        group.topics[int(topic)] = Topic(int(topic), str(chat.audience))


def _readers(file: TeamFile, chat: FileChat, messenger: str) -> list[FilePerson]:
    """Those who are in a chat: everybody, or a department, as far as they are in this messenger."""
    here = [person for person in file.people if account_in(person, messenger)]
    return here if chat.audience == Audience.COMMON else [one for one in here if one.department == str(chat.audience)]


def _set_slack(staging: Staging, stage: SlackStage) -> None:
    file = staging.file
    spaces = {key.partition(":")[2].partition("/")[0] for key in _slack_keys(file)}
    space = stage.add_workspace(min(spaces), file.name)
    staging.app = stage.add_app(
        space, bot_token=SLACK_BOT_TOKEN, app_token=SLACK_APP_TOKEN, signing_secret=SLACK_SECRET, scopes=SCOPES
    )
    for person in file.people:
        account = account_in(person, "slack")
        if account is not None:
            locale = "ru-RU" if (person.locale or file.locale) == "ru" else "en-GB"
            user = stage.add_user(
                space, account, person.name, tz=person.timezone or file.timezone, locale=locale, admin=person.admin
            )
            staging.slack_users[person.name] = user
    for chat in file.chats:
        if messenger_of(chat.place) == "slack":
            readers = (staging.slack_users[person.name] for person in _readers(file, chat, "slack"))
            members: list[SlackUser | App] = [*readers, staging.app]
            name = "sales-marketing" if chat.audience == Audience.COMMON else str(chat.audience)
            channel = stage.add_channel(space, chat.place.rpartition("/")[2], name, members=members)
            staging.channels[chat.place] = channel


def _slack_keys(file: TeamFile) -> Iterable[str]:
    yield from (chat.place for chat in file.chats if messenger_of(chat.place) == "slack")
    yield from (key for person in file.people for key in person.accounts if messenger_of(key) == "slack")
