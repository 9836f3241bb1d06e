"""Print jobs, the stations that take them, and the printers that make badges of them."""
