"""The gate of forecasts: the supplied sets, replayed with fixed seeds."""
