"""Forms that are asked question by question (Telegram): where each person is in theirs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from bot.storage.codec import decode, decode_shown, encode, encode_shown
from bot.storage.sql import Sql
from bot.storage.tables import dialogues
from rituals.messages import Form
from rituals.team import AccountKey, Place


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One form under way.

    `values` are the answers so far by field name, `field` is the index of the question that is open, `question_id`
    the message that asks it. It is held in `place`; `origin` is where the form was asked for, from where the
    answers are handed in. `locale` and `timezone` are the reader's.
    """

    account: AccountKey
    place: Place
    origin: Place
    locale: str
    timezone: str
    form: Form
    values: dict[str, str]
    field: int
    question_id: str | None
    expires_at: datetime


class DialogueRows:
    """At most one dialogue an account."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def get(self, account: AccountKey) -> Dialogue | None:
        """The dialogue of an account, an expired one too. Raises Unreadable for a form of another version."""
        row = await self._sql.first(select(dialogues).where(dialogues.c.account == account))
        if row is None:
            return None
        return Dialogue(
            account=account,
            place=Place(row.place),
            origin=Place(row.origin),
            locale=row.locale,
            timezone=row.timezone,
            form=decode_shown(row.template, row.facts, Form),
            values=decode(row.answers, dict[str, str]),
            field=row.field,
            question_id=row.question_id,
            expires_at=row.expires_at,
        )

    async def put(self, dialogue: Dialogue) -> None:
        """Keep a dialogue; it replaces the account's earlier one."""
        template, facts = encode_shown(dialogue.form)
        row = {
            "account": dialogue.account,
            "place": dialogue.place,
            "origin": dialogue.origin,
            "locale": dialogue.locale,
            "timezone": dialogue.timezone,
            "template": template,
            "facts": facts,
            "answers": encode(dialogue.values),
            "field": dialogue.field,
            "question_id": dialogue.question_id,
            "expires_at": dialogue.expires_at,
        }
        await self._sql.put(dialogues, [row])

    async def delete(self, account: AccountKey) -> None:
        await self._sql.run(delete(dialogues).where(dialogues.c.account == account))

    async def sweep(self, now: datetime) -> int:
        """Forget those that have expired; how many that were."""
        return await self._sql.count(delete(dialogues).where(dialogues.c.expires_at < now))
