"""The database, as the Slack messenger needs it beside the desk: to look people up and to remember private chats."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.storage.transaction import SqlTransaction


class Library(Protocol):
    """`bot.storage.transaction.Database` is one."""

    def begin(self) -> AbstractAsyncContextManager[SqlTransaction]: ...

    def read(self) -> AbstractAsyncContextManager[SqlTransaction]: ...
