"""The section `rules` of the alerts' file: when an alert is raised, where a plan gives more."""

from __future__ import annotations

from services.alerts.configuration_part import Part


class Rules(Part):
    """Thresholds of their own; without any, those of the fitted parameters hold."""
