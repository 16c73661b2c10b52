"""A map in one file: places by verdict and searches with ranked answers, in any browser, offline."""

from ._page import Group, Hit, MapPage, Mark, Saying, Search, render

__all__ = ["Group", "Hit", "MapPage", "Mark", "Saying", "Search", "render"]
