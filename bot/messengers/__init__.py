"""The messengers: each as native as it can be, none knows of another."""
