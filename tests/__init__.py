"""The evening, told in tests."""
