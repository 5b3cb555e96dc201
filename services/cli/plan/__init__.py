"""`chitieu plan`: read a printed plan, review it, check it, publish it."""
