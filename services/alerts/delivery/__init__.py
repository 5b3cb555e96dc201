"""The way of a notice from the change of an alert to its channels: routed, queued, sent."""
