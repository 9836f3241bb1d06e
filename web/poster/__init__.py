"""The poster on the venue's wall, and the open page that it leads to."""
