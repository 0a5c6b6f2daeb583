"""What teams do: the core, pure and typed; time is always an argument."""
