"""What the process tells of itself: health, readiness, figures."""
