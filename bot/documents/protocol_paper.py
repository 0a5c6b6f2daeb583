"""A protocol's facts as a paper: who was there, what became of the promises, what was decided, who signs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import count

from bot.documents.labels import Labels
from bot.documents.paper import Block, Cell, Entry, Paper, Phrase, Run, Section, Signature, Signatures, Table
from bot.rendering.links import is_link
from bot.rendering.people_words import cleaned
from rituals.calendar import local_date
from rituals.messages import Who
from rituals.protocol import DecisionLine, ItemLine, Protocol, ReviewLine, TaskLine
from rituals.team import PersonId

DASH = "–"


def protocol_paper(protocol: Protocol, team: str, labels: Labels, timezone: str) -> Paper:
    """The paper of this version. `timezone` (IANA) is the one its dates are told in."""
    return _ProtocolPaper(protocol, team, labels, timezone).paper()


def _said(text: str, *, bold: bool = False, struck: bool = False) -> Run:
    """People's words: harmless, otherwise as they were written."""
    return Run(cleaned(text), bold=bold, struck=struck)


class _ProtocolPaper:
    """Knows one protocol and the words of its labels; knows nothing of pages and files."""

    def __init__(self, protocol: Protocol, team: str, labels: Labels, timezone: str) -> None:
        self._protocol = protocol
        self._team = team
        self._labels = labels
        self._timezone = timezone
        items = [item for topic in protocol.by_topic for item in topic.items]
        self._items = {item.id: number for number, item in enumerate((*items, *protocol.other_items), 1)}
        self._task_numbers = count(1)

    def paper(self) -> Paper:
        protocol, labels = self._protocol, self._labels
        name = labels.line("name", number=protocol.number)
        version = labels.line("version", version=protocol.version)
        return Paper(
            languages=labels.languages,
            owner=cleaned(" ".join(self._team.split())),
            name=name,
            title=labels.each("title", number=protocol.number),
            subtitle=labels.each("meeting", kind=protocol.kind, ritual=protocol.ritual),
            facts=tuple(self._facts()),
            sections=_lead_to_the_end(tuple(section for section in self._sections() if section.blocks)),
            signatures=self._signatures(),
            note=f"{name}, {version}",
            page=labels.each("page"),
            of=labels.each("of"),
            made_at=protocol.made_at,
        )

    # -- the head ----------------------------------------------------------------------------------------------

    def _facts(self) -> Iterator[tuple[str, Cell]]:
        protocol, line = self._protocol, self._labels.line
        times = line("times", started_at=protocol.started_at, closed_at=protocol.closed_at)
        day = self._labels.lines("day", at=protocol.started_at)
        yield line("fact_when"), (Run(f"{day}\n{times}"),)
        if protocol.venue:
            yield line("fact_where"), (Run(cleaned(self._labels.line("where", venue=protocol.venue))),)
        if protocol.chair:
            yield line("fact_chair"), (_said(protocol.chair),)
        made = line("version_made", version=protocol.version, at=protocol.made_at)
        yield line("fact_version"), (Run(made),)
        if protocol.directors:
            yield line("fact_status"), self._status()
        if protocol.by_itself:
            yield line("fact_note"), (Run(self._labels.lines("closed_by_itself")),)

    def _status(self) -> Cell:
        if self._protocol.is_agreed:
            return (Run(self._labels.line("agreed"), bold=True),)
        missing = ", ".join(cleaned(who.name) for who in self._protocol.awaited)
        return (Run(f"{self._labels.line('awaiting')}: {missing}" if missing else DASH),)

    # -- the sections ------------------------------------------------------------------------------------------

    def _sections(self) -> Iterator[Section]:
        protocol, each = self._protocol, self._labels.each
        yield Section(each("section_people"), self._people())
        yield Section(each("section_reviews"), self._reviews())
        for topic in protocol.by_topic:
            blocks = (*self._discussed(topic.items), *self._decisions(topic.decisions, level=0))
            yield Section(each("topic", key=topic.topic), blocks)
        others = "section_other_items" if protocol.topics else "section_items"
        yield Section(each(others), tuple(self._discussed(protocol.other_items)))
        outside = "section_outside" if protocol.items else "section_decisions"
        yield Section(each(outside), tuple(self._decisions(protocol.other_decisions, level=0)))
        yield Section(each("section_tasks"), self._tasks())
        yield Section(each("section_deferred"), tuple(self._deferred()))
        yield Section(each("section_amendments"), tuple(self._amendments()))

    def _heads(self, *names: str) -> tuple[Phrase, ...]:
        return tuple(self._labels.each(f"head_{name}") for name in names)

    def _people(self) -> tuple[Block, ...]:
        protocol = self._protocol
        there = [(one.name, "late" if one.late else "present") for one in protocol.present]
        missing = [*((name, "absent") for name in protocol.absent), *((name, "away") for name in protocol.away)]
        rows = tuple(
            ((Run(str(number)),), (_said(name),), (Run(self._labels.line(how)),))
            for number, (name, how) in enumerate([*there, *missing], 1)
        )
        return (Table(self._heads("number", "name", "attendance"), rows, (1, 10, 6)),) if rows else ()

    def _reviews(self) -> tuple[Block, ...]:
        rows = tuple(self._review_row(review) for review in self._protocol.reviews)
        return (Table(self._heads("what", "who", "outcome", "now"), rows, (12, 8, 9, 10)),) if rows else ()

    def _review_row(self, review: ReviewLine) -> tuple[Cell, ...]:
        lines, parts = self._labels.lines, []
        if review.why:
            parts.append(_said(review.why))
        if review.split:
            parts.append(Run(lines("split")))
        elif review.dropped:
            parts.append(Run(lines("dropped")))
        elif review.due is not None:
            parts.append(Run(lines("new_date", on=local_date(review.due, self._timezone))))
        if review.moves > 1:
            parts.append(Run(lines("moved", moves=review.moves)))
        owner = _said(review.owner) if review.owner else Run(lines("no_owner"))
        outcome = Run(lines(f"outcome_{review.outcome}"), bold=review.outcome == "not_done")
        return (_said(review.text),), (owner,), (outcome,), _one_a_line(parts)

    def _discussed(self, items: tuple[ItemLine, ...]) -> Iterator[Block]:
        for item in items:
            yield Entry(self._item(item), f"{self._items[item.id]}.", leads=True)
            yield from self._decisions(item.decisions, level=1)
            if item.tasks:
                numbers = ", ".join(str(next(self._task_numbers)) for _ in item.tasks)
                yield Entry((Run(self._labels.line("tasks_of_item", numbers=numbers), quiet=True),), DASH, 1)
            elif not item.decisions:
                yield Entry((Run(self._labels.line("nothing_recorded"), quiet=True),), DASH, 1)

    def _item(self, item: ItemLine) -> Cell:
        words = [_said(item.text, bold=True)]
        if item.by:
            words.append(_said(f" — {item.by}"))
        if item.link and is_link(item.link):
            words += [Run(" · "), Run(self._labels.line("message"), link=item.link)]
        return tuple(words)

    def _decisions(self, decisions: tuple[DecisionLine, ...], *, level: int) -> Iterator[Entry]:
        for decision in decisions:
            mark = Run(f"{self._labels.line('decision', seq=decision.seq)}. ", bold=True)
            yield Entry((mark, *self._decision(decision)), DASH, level)

    def _decision(self, decision: DecisionLine) -> Iterator[Run]:
        if decision.reopened is None:
            yield _said(decision.text)
            return
        yield _said(decision.text, struck=True)
        yield Run(f"\n{self._labels.line('objection')}: ", alarm=True)
        yield _said(decision.reopened)
        if decision.why:
            yield _said(f": «{decision.why}»")
        yield Run(f"\n{self._labels.line('open_again')}", alarm=True)

    def _all_tasks(self) -> Iterator[tuple[TaskLine, str]]:
        """Every action item in the order of the paper, with the number of its agenda item."""
        for item in sorted(self._protocol.items, key=lambda item: self._items[item.id]):
            for task in item.tasks:
                yield task, str(self._items[item.id])
        for task in self._protocol.tasks:
            yield task, DASH

    def _tasks(self) -> tuple[Block, ...]:
        rows = tuple(
            ((Run(str(number)),), (_said(task.text),), self._owner(task.owner), self._due(task), (Run(item),))
            for number, (task, item) in enumerate(self._all_tasks(), 1)
        )
        heads = self._heads("number", "what", "who", "by_when", "item")
        return (Table(heads, rows, (2, 19, 9, 9, 5)),) if rows else ()

    def _owner(self, owner: Who | None) -> Cell:
        return (_said(owner.name),) if owner else (Run(self._labels.lines("nobody_yet"), bold=True, alarm=True),)

    def _due(self, task: TaskLine) -> Cell:
        if task.due is None:
            return (Run(self._labels.lines("no_date_yet"), bold=True, alarm=True),)
        if task.has_time:
            return (Run(self._labels.lines("moment_short", at=task.due)),)
        return (Run(self._day(task.due)),)

    def _day(self, at: datetime) -> str:
        return self._labels.lines("day_short", on=local_date(at, self._timezone))

    def _deferred(self) -> Iterator[Entry]:
        for item in self._protocol.deferred:
            words = [_said(item.text), *([_said(f" — {item.by}")] if item.by else [])]
            if item.carried:
                words.append(Run(f" · {self._labels.line('carried', times=item.carried)}", quiet=True))
            yield Entry(tuple(words), DASH)

    def _amendments(self) -> Iterator[Entry]:
        for amendment in self._protocol.amendments:
            when = self._labels.line("moment_short", at=amendment.at)
            yield Entry((_said(f"{amendment.by}, {when}: ", bold=True), _said(amendment.text)), DASH)

    def _word(self, director: Who) -> str:
        """What stands where a director signs; nothing where the hand is to."""
        if director.id in _ids(self._protocol.agreed):
            return self._labels.line("agreed")
        return self._labels.line("left") if director.id in _ids(self._protocol.released) else ""

    # -- the end -----------------------------------------------------------------------------------------------

    def _signatures(self) -> Signatures | None:
        """The directors; a team without any has the chair sign."""
        protocol = self._protocol
        dates = dict(zip((who.id for who in protocol.agreed), protocol.agreed_at, strict=False))
        roles = dict(zip((who.id for who in protocol.directors), protocol.roles, strict=False))
        rows = [
            Signature(
                cleaned(who.name),
                self._word(who),
                self._day(dates[who.id]) if who.id in dates else "",
                self._labels.line(f"role_{roles[who.id]}") if who.id in roles else "",
            )
            for who in protocol.directors
        ]
        if not rows and protocol.chair:
            rows = [Signature(cleaned(protocol.chair))]
        who = "director" if protocol.directors else "chair"
        title, heads = self._labels.each("section_signatures"), self._heads(who, "signature", "date")
        return Signatures(title, (heads[0], heads[1], heads[2]), tuple(rows)) if rows else None


def _lead_to_the_end(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The last paragraph goes with the signatures: nobody signs a page with nothing else on it."""
    if not sections or not isinstance(last := sections[-1].blocks[-1], Entry):
        return sections
    blocks = (*sections[-1].blocks[:-1], replace(last, leads=True))
    return (*sections[:-1], replace(sections[-1], blocks=blocks))


def _ids(people: tuple[Who, ...]) -> set[PersonId]:
    return {who.id for who in people}


def _one_a_line(runs: list[Run]) -> Cell:
    """The runs one under the other; a dash for none."""
    if not runs:
        return (Run(DASH),)
    breaks = [part for run in runs for part in (Run("\n"), run)]
    return tuple(breaks[1:])
