"""Every word that a person reads, one folder a message, one file a locale (see bot/rendering/renderer.py)."""
