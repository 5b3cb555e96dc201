"""Where a target is heading: what its few reports so far say about its deadline."""
