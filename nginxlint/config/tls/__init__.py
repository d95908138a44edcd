"""TLS and plain HTTP: who speaks what, which settings hold, where visitors are led."""
