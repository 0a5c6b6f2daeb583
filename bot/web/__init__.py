"""What the process serves itself: health, readiness, metrics, and the messengers' webhooks."""
