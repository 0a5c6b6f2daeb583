"""Telegram: everything that imports aiogram is in here."""
