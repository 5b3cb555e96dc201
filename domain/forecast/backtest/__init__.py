"""Forecasts held against what then happened: rolling origins, scores, and the methods beside.

Nothing here knows how a forecast is made: it asks `domain.forecast` as a service does, with
what was known on the day, and marks the answer when the deadline has passed.
"""
