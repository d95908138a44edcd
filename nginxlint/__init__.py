"""Finds what nginx would reject, what it accepts and shouldn't be run, and why a site answers 502."""

__version__ = "0.1.0"
