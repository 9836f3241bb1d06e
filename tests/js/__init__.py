"""The tablet's code, tested where it runs without a browser; each file by Node's own test runner."""
