"""Local servers that speak the Telegram Bot API and the Slack Web API, as strictly as the real ones."""
