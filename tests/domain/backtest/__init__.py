"""Back-tests: the table, no look ahead, the methods beside ours, the marks."""
