"""What whoever works on Last Badge runs, and nobody who uses it."""
