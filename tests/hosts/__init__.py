"""Evenings of hosts, simulated: what each should have heard and when, by a model without our code."""
