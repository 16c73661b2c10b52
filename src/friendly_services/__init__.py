"""friendly-services."""
