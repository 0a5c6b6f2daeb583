"""The Slack half of the rehearsal stage."""

from bot.rehearsal.slack.faults import Fault
from bot.rehearsal.slack.stage import SlackStage
from bot.rehearsal.slack.targets import NotPressable
from bot.rehearsal.slack.world import App, Channel, User, Workspace

__all__ = ["App", "Channel", "Fault", "NotPressable", "SlackStage", "User", "Workspace"]
