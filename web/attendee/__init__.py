"""The attendee, on their own phone."""
