"""Live pages: the journal as server-sent events, one set of bytes for all who listen."""
