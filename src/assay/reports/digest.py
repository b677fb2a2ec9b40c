"""`assay.pages.digest`, where reports used to find it."""

from assay.pages.digest import Gap, Group, gaps, place, plural, shortened, tally, units, wider, worst

__all__ = ["Gap", "Group", "gaps", "place", "plural", "shortened", "tally", "units", "wider", "worst"]
