"""What alerts and notices say, Vietnamese first. Pure."""
