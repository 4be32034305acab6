"""Insight: feature ideas that a product team can defend, mined from support tickets and reviews, offline."""

__version__ = "0.1.0"
