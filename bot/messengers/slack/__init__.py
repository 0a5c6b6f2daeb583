"""Slack: what comes in, what goes out, and the manifest of the app."""
