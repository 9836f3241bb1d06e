"""Pairing as the device sees it: the page that a tablet without any account opens."""
