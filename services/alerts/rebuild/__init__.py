"""Build the alerts' tables again from the topic of their lives; decide nothing, send nothing."""
