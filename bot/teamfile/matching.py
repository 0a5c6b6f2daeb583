"""Who of the file is who of the team: by an account, else by the name; two people are never made one by accident."""

from collections.abc import Sequence

from bot.teamfile.content import FilePerson
from bot.teamfile.problems import Problem
from rituals.team import Person, messenger_of

Matched = dict[int, Person]
"""The index of a file's person → the stored person it is. Whoever is missing is new."""


def match_people(wanted: Sequence[FilePerson], stored: Sequence[Person]) -> tuple[Matched, list[Problem]]:
    """Who is who, and what cannot be told.

    First by accounts: the pair with the same name, then with more accounts in common, is taken before another. Then
    by the exact name, for those whose accounts do not contradict: another account in the same messenger is another
    human of the same name, or the file must keep the old one.
    """
    matched = _by_account(wanted, stored)
    problems = _by_name(wanted, stored, matched)
    problems += _two_in_one(wanted, stored, matched)
    return matched, problems


def _by_account(wanted: Sequence[FilePerson], stored: Sequence[Person]) -> Matched:
    owner = {account: person for person in stored for account in person.accounts}
    pairs = {
        (index, owner[account].id): owner[account]
        for index, person in enumerate(wanted)
        for account in person.accounts
        if account in owner
    }

    def likeness(pair: tuple[int, Person]) -> tuple[bool, int]:
        person = wanted[pair[0]]
        return person.name == pair[1].name, len(set(person.accounts) & set(pair[1].accounts))

    matched: Matched = {}
    taken: set[int] = set()
    for index, person in sorted(((index, person) for (index, _), person in pairs.items()), key=likeness, reverse=True):
        if index not in matched and person.id not in taken:
            matched[index] = person
            taken.add(person.id)
    return matched


def _by_name(wanted: Sequence[FilePerson], stored: Sequence[Person], matched: Matched) -> list[Problem]:
    """Match the rest by name, into `matched`."""
    problems = []
    taken = {person.id for person in matched.values()}
    for index, person in enumerate(wanted):
        if index in matched:
            continue
        called = [one for one in stored if one.id not in taken and one.name == person.name and _agree(person, one)]
        here = [one for one in called if one.active] or called
        if len(here) > 1:
            sentence = f"{len(here)} people of the team are called {person.name!r}"
            problems.append(Problem(person.line, sentence, ("an account that says which of them",)))
        elif here:
            matched[index] = here[0]
            taken.add(here[0].id)
    return problems


def _agree(wanted: FilePerson, stored: Person) -> bool:
    """No messenger in which the two have different accounts."""
    known = {messenger_of(account): account for account in stored.accounts}
    return all(known.get(messenger_of(account), account) == account for account in wanted.accounts)


def _two_in_one(wanted: Sequence[FilePerson], stored: Sequence[Person], matched: Matched) -> list[Problem]:
    """An account may move to another person of the file, but not away from somebody whom the file does not name."""
    named = {person.id for person in matched.values()}
    owner = {account: person for person in stored for account in person.accounts if person.id not in named}
    return [
        Problem(
            person.line,
            f"the account {account} of {person.name!r} is that of {owner[account].name!r}, who is not in the file",
            ("joining the two with /link", "naming both in the file"),
        )
        for person in wanted
        for account in person.accounts
        if account in owner
    ]
