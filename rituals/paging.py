"""Lists that are longer than a message: how many pages there are, the buttons that turn them, buttons in rows."""

from collections.abc import Sequence
from typing import TypeVar

from rituals.messages import Button

Thing = TypeVar("Thing")


def pages_of(total: int, shown: int) -> int:
    """How many pages there are; an empty list has one."""
    return max(1, -(-total // shown))


def page_of(things: Sequence[Thing], page: int, shown: int) -> tuple[int, Sequence[Thing]]:
    """That page and its number from 0; a page that does not exist is the last one."""
    page = max(0, min(page, pages_of(len(things), shown) - 1))
    return page, things[page * shown : (page + 1) * shown]


def turns(press: str, args: tuple[int | str, ...], page: int, pages: int) -> tuple[Button, ...]:
    """The buttons `earlier` and `later`, where there is such a page: the action with its arguments and the page."""
    earlier = (Button("earlier", press, (*args, page - 1)),) if page > 0 else ()
    later = (Button("later", press, (*args, page + 1)),) if page + 1 < pages else ()
    return (*earlier, *later)


def rows_of_four(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    """Short buttons side by side, as a phone shows them."""
    return tuple(tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4))
