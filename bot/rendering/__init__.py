"""From a template and facts to words, free of any messenger; the messengers' markup takes it from there."""
