"""The life of alerts, the inbox, the feeds, and the record of how good alerts have been."""
