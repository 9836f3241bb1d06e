"""The tablets' own code against the real service, through a network that does what venues' networks do."""
