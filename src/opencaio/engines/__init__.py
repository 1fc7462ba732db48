"""What decides? Pure functions over frozen dataclasses: no framework, no input or output, no clock."""
