"""What people can ask, in words that no messenger owns."""
