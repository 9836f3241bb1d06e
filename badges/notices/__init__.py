"""What is owed to hosts, and the channels that carry it."""
