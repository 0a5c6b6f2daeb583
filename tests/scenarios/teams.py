"""The teams that scenarios are about: the same four people, in Telegram, in Slack, or in both."""

from dataclasses import dataclass, field

TELEGRAM_CHAT = "telegram:-1001234567890"
SLACK_CHAT = "slack:T0000001/C0000001"

NAMES = {
    "ru": ("Анна Петрова", "Борис Смирнов", "Вера Орлова", "Глеб Фёдоров"),
    "en": ("Anna Petrova", "Boris Smirnov", "Vera Orlova", "Gleb Fyodorov"),
}
"""The CMO (who is the admin), the CCO, one of marketing, one of sales."""

ROLES = ("marketing\n    role: cmo\n    admin: true", "sales\n    role: cco", "marketing", "sales")

ACCOUNTS = {
    "telegram": tuple(f"telegram:{number}" for number in (1001, 1002, 1003, 1004)),
    "slack": tuple(f"slack:T0000001/U000000{number}" for number in (1, 2, 3, 4)),
}

EVERYBODY_IN = {
    "telegram": (("telegram",),) * 4,
    "slack": (("slack",),) * 4,
    "both": (("telegram", "slack"), ("telegram",), ("slack",), ("telegram",)),
}
"""In which messengers each of the four is."""


@dataclass(frozen=True)
class TeamPlan:
    """What a scenario may choose of its team; `text` is the team file."""

    where: str = "both"
    locale: str = "ru"
    timezone: str = "Europe/Moscow"
    holidays: str = "none"
    market: str = "b2b"
    ritual: str = ""
    name: str = "Original Works"
    names: tuple[str, ...] = field(default=())
    ritual_name: str = "monday"
    more: str = ""
    """Rituals beside the stand-up, as YAML: `- name: …` and what follows, without the list's own indent."""

    @property
    def text(self) -> str:
        return "\n".join((*self._head(), "chats:", *self._chats(), "people:", *self._people(), *self._rituals()))

    def _head(self) -> tuple[str, ...]:
        return (
            f"team: {quoted(self.name)}",
            f"locale: {self.locale}",
            f"timezone: {self.timezone}",
            f"holidays: {self.holidays}",
            f"market: {self.market}",
        )

    def _chats(self) -> list[str]:
        chats = {"telegram": (TELEGRAM_CHAT,), "slack": (SLACK_CHAT,), "both": (TELEGRAM_CHAT, SLACK_CHAT)}[self.where]
        return [line for chat in chats for line in (f"  - id: {chat}", "    department: common")]

    def _people(self) -> list[str]:
        lines = []
        names = self.names or NAMES[self.locale]
        for index, (name, role, messengers) in enumerate(zip(names, ROLES, EVERYBODY_IN[self.where], strict=True)):
            accounts = ", ".join(ACCOUNTS[messenger][index] for messenger in messengers)
            lines += [f"  - name: {quoted(name)}", f"    department: {role}", f"    accounts: [{accounts}]"]
        return lines

    def _rituals(self) -> tuple[str, ...]:
        return (
            "rituals:",
            f"  - name: {quoted(self.ritual_name)}",
            "    kind: standup",
            "    every: week",
            "    on: mon",
            '    at: "10:00"',
            "    duration: 30m",
            *(f"    {line}" for line in self.ritual.splitlines()),
            *(f"  {line}" for line in self.more.splitlines()),
        )


def quoted(text: str) -> str:
    """A string of YAML, whatever is in it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


TELEGRAM_ALONE = TeamPlan("telegram", "ru")
SLACK_ALONE = TeamPlan("slack", "en", "Europe/London")
BOTH_AT_ONCE = TeamPlan("both", "ru")
