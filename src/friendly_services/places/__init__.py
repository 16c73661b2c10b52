"""Where things are: points that know their datum, distances on the ellipsoid, cells to search by.

A position is worth nothing without its datum: in China the same shop lies some 500 m apart in WGS-84 (phone
GPS) and GCJ-02 (AMap, Tencent), and another 900 m in BD-09 (Baidu). So a point cannot be made without one,
and two points of different datums have no distance until one of them is converted.
"""

from ._areas import Box, cell, cells, check_in_box
from ._chords import Chords
from ._datums import DISTORTION, ConversionRefused, convert
from ._divisions import DivisionChange, Divisions, is_division_code
from ._place import Lapse, Place
from ._points import DATUMS, E2, FARTHEST, A, Datum, Metres, Point, cartesian, distance, ecef, metres
from ._squares import Strip, cover, square

__all__ = [
    "DATUMS",
    "DISTORTION",
    "E2",
    "FARTHEST",
    "A",
    "Box",
    "Chords",
    "ConversionRefused",
    "Datum",
    "DivisionChange",
    "Divisions",
    "Lapse",
    "Metres",
    "Place",
    "Point",
    "Strip",
    "cartesian",
    "cell",
    "cells",
    "check_in_box",
    "convert",
    "cover",
    "distance",
    "ecef",
    "is_division_code",
    "metres",
    "square",
]
