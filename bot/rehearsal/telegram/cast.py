"""Who takes part, and how that changes: people and bots join, leave, are promoted, block, move to another group."""

import re
from collections.abc import Iterable
from typing import Any, Literal

from bot.rehearsal.telegram import shapes
from bot.rehearsal.telegram.errors import Impossible
from bot.rehearsal.telegram.scene import Scene
from bot.rehearsal.telegram.world import (
    ADMIN_RIGHTS,
    BotAccount,
    Group,
    Membership,
    Peer,
    Person,
    PrivateChat,
    Status,
    Topic,
)

_TOKEN = re.compile(r"(\d+):[A-Za-z0-9_-]+")
BOT_ADMIN_RIGHTS = frozenset(ADMIN_RIGHTS) - {"can_promote_members"}


class Cast(Scene):
    """The scene together with those who come and go."""

    def add_bot(self, token: str, username: str, name: str, *, privacy: bool = True) -> BotAccount:
        """A bot as BotFather makes it; its id is the number in the token."""
        found = _TOKEN.fullmatch(token)
        if found is None:
            raise ValueError(f"not a bot token: {token!r}")
        bot = BotAccount(token, int(found.group(1)), username, name, privacy, self.new_queue(token))
        self.bots[bot.id] = bot
        return bot

    def add_user(
        self, number: int, first_name: str, last_name: str = "", *, username: str = "", language_code: str = ""
    ) -> Person:
        person = Person(number, first_name, last_name, username, language_code)
        self.people[number] = person
        return person

    def add_group(
        self,
        number: int,
        title: str,
        *,
        members: Iterable[Person] = (),
        bots: Iterable[BotAccount] = (),
        admins: Iterable[Person] = (),
        bot_is_admin: bool = False,
        forum: bool = False,
        kind: Literal["group", "supergroup"] = "supergroup",
        username: str = "",
        announce: bool = True,
    ) -> Group:
        """A group. Its creator is the first admin, else the first member.

        `announce` tells the bots that they were added.
        """
        group = Group(id=number, title=title, kind=kind, forum=forum, username=username)
        self.groups[number] = group
        owners = list(admins)
        people = list(dict.fromkeys([*owners, *members]))
        for person in people:
            status: Status = "administrator" if person in owners else "member"
            rights = frozenset(ADMIN_RIGHTS) if person in owners else frozenset()
            group.members[person.id] = Membership(person, status, rights)
        if people:
            group.members[people[0].id] = Membership(people[0], "creator", frozenset(ADMIN_RIGHTS))
        for bot in bots:
            self._add_bot_to(group, bot, people[0] if people else bot, admin=bot_is_admin, announce=announce)
        self.changed()
        return group

    def _add_bot_to(self, group: Group, bot: BotAccount, by: Peer, *, admin: bool, announce: bool) -> None:
        rights = BOT_ADMIN_RIGHTS if admin else frozenset[str]()
        new = Membership(bot, "administrator" if admin else "member", rights)
        old = group.members.get(bot.id) or Membership(bot, "left")
        group.members[bot.id] = new
        if announce:
            self.status_changed(group, by, old, new)

    def creator(self, group: Group) -> Peer:
        return next(member.peer for member in group.members.values() if member.status == "creator")

    def invite(self, peer: Peer, group: Group, *, by: Person | None = None) -> None:
        """Somebody joins: with a service message, and the updates that go with it."""
        if group.has(peer):
            raise Impossible(f"{peer.name} is in {group.title!r} already")
        actor = by or (peer if isinstance(peer, Person) else self.creator(group))
        self._become(group, Membership(peer, "member"), actor)
        words = f"{peer.name} joined" if actor is peer else f"{actor.name} added {peer.name}"
        self.post_service(group, actor, words, new_chat_members=[shapes.user_json(peer)])

    def leave(self, peer: Peer, group: Group) -> None:
        self._part(group, peer, peer, "left", f"{peer.name} left the group")

    def kick(self, peer: Peer, group: Group, *, by: Person | None = None) -> None:
        actor = by or self.creator(group)
        self._part(group, peer, actor, "kicked", f"{actor.name} removed {peer.name}")

    def _part(self, group: Group, peer: Peer, by: Peer, status: Status, words: str) -> None:
        if not group.has(peer):
            raise Impossible(f"{peer.name} is not in {group.title!r}")
        self._become(group, Membership(peer, status), by)
        self.post_service(group, by, words, left_chat_member=shapes.user_json(peer))

    def promote(
        self, peer: Peer, group: Group, rights: Iterable[str] | None = None, *, anonymous: bool = False
    ) -> None:
        """Make an administrator; without `rights` with all that an ordinary one has."""
        granted = BOT_ADMIN_RIGHTS if rights is None else frozenset(rights)
        new = Membership(peer, "administrator", granted, anonymous=anonymous)
        self._become(group, new, self.creator(group))

    def demote(self, peer: Peer, group: Group) -> None:
        self._become(group, Membership(peer, "member"), self.creator(group))

    def restrict(self, peer: Peer, group: Group, *, can_send: bool = False) -> None:
        """Take the right to write from one member (or give it back)."""
        status: Status = "member" if can_send else "restricted"
        self._become(group, Membership(peer, status, can_send=can_send), self.creator(group))

    def _become(self, group: Group, new: Membership, by: Peer) -> None:
        old = group.members.get(new.peer.id) or Membership(new.peer, "left")
        group.members[new.peer.id] = new
        self.status_changed(group, by, old, new)
        self.changed()

    def block(self, person: Person, bot: BotAccount) -> None:
        self._set_blocked(self.private(person, bot), blocked=True)

    def unblock(self, person: Person, bot: BotAccount) -> None:
        self._set_blocked(self.private(person, bot), blocked=False)

    def _set_blocked(self, chat: PrivateChat, *, blocked: bool) -> None:
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        free, banned = Membership(chat.bot, "member"), Membership(chat.bot, "kicked")
        payload: dict[str, Any] = {
            "chat": shapes.chat_json(chat),
            "from": shapes.user_json(chat.person),
            "date": shapes.unix(self.clock()),
            "old_chat_member": shapes.member_json(free if blocked else banned),
            "new_chat_member": shapes.member_json(banned if blocked else free),
        }
        self.tell(chat.bot, "my_chat_member", payload, f"my {chat.id}")
        self.changed()

    def deactivate(self, person: Person) -> None:
        """Her account is deleted."""
        person.active = False
        for group in self.groups.values():
            if group.has(person):
                group.members[person.id] = Membership(person, "left")
        self.changed()

    def revoke(self, bot: BotAccount) -> None:
        """Its token stops to be valid."""
        bot.revoked = True

    def migrate(self, old: Group, number: int | None = None) -> Group:
        """Upgrade a basic group to a supergroup with another id; both chats tell of it."""
        if old.kind != "group" or old.migrated_to is not None:
            raise Impossible(f"{old.title!r} cannot be upgraded")
        new = Group(id=number or int(f"-100{abs(old.id)}"), title=old.title, kind="supergroup", may_write=old.may_write)
        new.members = dict(old.members)
        new.last_bot = old.last_bot
        self.groups[new.id] = new
        creator = self.creator(old)
        words = "The group was upgraded to a supergroup"
        self.post_service(old, creator, words, migrate_to_chat_id=new.id)
        old.migrated_to = new
        self.post_service(new, creator, words, migrate_from_chat_id=old.id)
        return new

    def delete_group(self, group: Group) -> None:
        group.deleted = True
        self.changed()

    def close_topic(self, topic: Topic) -> None:
        topic.closed = True

    def reopen_topic(self, topic: Topic) -> None:
        topic.closed = False

    def delete_topic(self, topic: Topic) -> None:
        topic.deleted = True
