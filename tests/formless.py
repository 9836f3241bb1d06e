"""A page as it says the same each time, without what guards its forms, which is another in every second."""

import re

GUARD = re.compile(r'(name="csrf_token" value=")[^"]*')


def without_guard(text):
    """The page's text, its form tokens left out."""
    return GUARD.sub(r"\1", text)
