"""Simulated people: they add items, come late, forget, go away, record, vote and answer, as people do."""

from bot.rehearsal.people.troupe import Troupe

__all__ = ["Troupe"]
