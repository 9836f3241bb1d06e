"""The HTTP interface, version 1, that devices and programs use."""
