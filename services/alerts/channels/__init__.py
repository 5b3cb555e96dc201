"""The ways in which an alert reaches people. Each is one small adapter behind `Channel`."""
