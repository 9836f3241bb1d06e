"""The attendee, with a letter in their hand."""
