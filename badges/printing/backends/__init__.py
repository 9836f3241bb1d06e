"""The ways to real printers, each behind the one interface of ``badges.printing.printer``."""
