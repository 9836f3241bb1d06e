"""The doors of Last Badge: the only package that knows HTTP."""
