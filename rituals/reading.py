"""Who may read what was written down: the one place that says it."""

from rituals.errors import NotYourProtocol
from rituals.protocol import Protocol
from rituals.tasks import Task
from rituals.team import Person


def may_read(person: Person, protocol: Protocol) -> bool:
    """Whether this person may read a protocol, in whatever form: the message, a file, a search, a link to it.

    That of a meeting in private is for those who belonged to it then, and for nobody else of the team.
    """
    return person.team == protocol.team and (protocol.readers is None or person.id in protocol.readers)


def check_may_read(person: Person, protocol: Protocol) -> None:
    """Raises NotYourProtocol."""
    if not may_read(person, protocol):
        raise NotYourProtocol(protocol.number)


def may_see(person: Person, task: Task, protocol: Protocol | None) -> bool:
    """Whether this person may see an action item: their own, and those of protocols that they may read."""
    return person.id in {task.owner, task.created_by} or protocol is None or may_read(person, protocol)
