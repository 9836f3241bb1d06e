"""The front desk, on a tablet."""
