"""What a target is and when it is met: pure functions of facts, rules and an explicit day."""
