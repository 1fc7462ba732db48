"""The Chief AI Officer's office, as software."""

__version__ = "0.1.0"
