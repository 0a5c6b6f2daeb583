"""The rehearsal page: both messengers side by side in a browser, with a clock that can be moved."""

from bot.rehearsal.page.server import application, serving
from bot.rehearsal.theatre import Actor, Theatre

__all__ = ["Actor", "Theatre", "application", "serving"]
