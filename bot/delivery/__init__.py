"""Delivery: brings what people see up to date with what the rituals last showed."""
