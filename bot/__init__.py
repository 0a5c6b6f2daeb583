"""The process, and everything that touches the world: messengers, storage, delivery, settings."""
