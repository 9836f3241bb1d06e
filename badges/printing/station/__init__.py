"""The station: what drives one printer, wherever it stands, and prints each badge once."""
