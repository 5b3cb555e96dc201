"""`chitieu plan`: the plan file, import and show."""
