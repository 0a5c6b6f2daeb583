"""What simulated people say, in the language of their team: bot/rehearsal/sample/lines.<locale>.yaml."""

from importlib import resources

import msgspec
from ruamel.yaml import YAML


class Item(msgspec.Struct, frozen=True, rename={"by": "from"}):
    """Something to talk about: which department brings it, what may be decided, and what somebody may promise."""

    by: str
    text: str
    decision: str
    task: str


class Loose(msgspec.Struct, frozen=True):
    """What may be decided and promised about anything else."""

    decisions: tuple[str, ...]
    tasks: tuple[str, ...]


class Lines(msgspec.Struct, frozen=True):
    """`dues` are dates as people write them; the rest are answers to what the bot asks."""

    items: tuple[Item, ...]
    loose: Loose
    dues: tuple[str, ...]
    reasons: tuple[str, ...]
    thanks: tuple[str, ...]
    answers: tuple[str, ...]
    amendments: tuple[str, ...]

    def item_in(self, text: str) -> Item | None:
        """The item that is named first in a text."""
        named = [(text.find(item.text), item) for item in self.items if item.text in text]
        return min(named, key=lambda found: found[0], default=(0, None))[1]


def lines_in(locale: str) -> Lines:
    raw = resources.files("bot.rehearsal").joinpath("sample", f"lines.{locale}.yaml").read_text("utf-8")
    return msgspec.convert(YAML(typ="safe").load(raw), Lines)
