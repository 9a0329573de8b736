"""How far is one point of the earth from another, in a straight line? In whole metres, by the haversine formula.

The earth is taken for a ball: that is wrong by at most one part in two hundred, far less than what lies between the
centre of a village and the gate of a factory in it.
"""

from baigong.kernels.distance.haversine import LONGEST_METRES, metres_between, metres_from
from baigong.kernels.distance.point import Point, PointError

__all__ = ["LONGEST_METRES", "Point", "PointError", "metres_between", "metres_from"]
