"""The organiser, who prepares the evening."""
