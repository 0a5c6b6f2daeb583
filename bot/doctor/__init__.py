"""The doctor: looks at everything that must be right before the bot can work, and says how to mend what is not."""
