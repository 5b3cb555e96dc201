"""What forecasts must hold to."""
