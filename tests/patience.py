"""How long a test waits for what is sure to come: too long on any machine. Who waits for less would test the machine."""

PATIENCE = 60.0
"""Real seconds."""
