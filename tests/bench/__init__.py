"""The figures, printed by `make bench`; nothing here is asserted, because machines are noisy."""
