"""The soak: the real `letuchka run`, killed, frozen and cut off under load, and a ledger that is read at the end."""
