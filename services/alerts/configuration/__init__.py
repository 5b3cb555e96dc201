"""The one reviewed file that says who is told of which alerts, how, and when."""
