"""The attendee, checking in alone at a kiosk."""
