"""Tables on which forecasts are held against what then happened, and how they were made."""
