"""Every channel, on real servers of this machine."""
