"""What crosses a boundary: events, statuses, alerts, rejections, and the topics they use."""
