"""The main paths in WebKit, the engine of Safari, by `make test-webkit`: `make test` leaves them out."""
