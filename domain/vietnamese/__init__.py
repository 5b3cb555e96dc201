"""Numbers, dates and values in Vietnamese words."""
