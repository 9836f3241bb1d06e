"""Last Badge: who came, whose badge is still on the table, and who ought to know."""
