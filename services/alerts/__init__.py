"""Alerts: which targets are heading for *chưa đạt*, told once, with evidence, and closed again."""
