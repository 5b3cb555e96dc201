"""What ships for classes without a history of their own: fitted values, and the way to them."""
