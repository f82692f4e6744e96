"""Outlines of countries, from Natural Earth (public domain, npm package world-atlas, 1:10 million).

They serve to notice a point that lies in another country, and as a base map that asks no other host. They are right to about half a kilometre
and take no side. Natural Earth draws Kosovo apart from Serbia, so a point there is neither inside nor outside of Serbia for us; it draws
Transnistria as part of Moldova.
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from babel.core import get_global
from django.conf import settings

Ring = list[tuple[float, float]]  # closed: (latitude, longitude) in degrees, the last point being the first
Edge = tuple[float, float, float, float]  # latitude, longitude of both ends

KM_PER_DEGREE = 111.195
_BANDS_PER_DEGREE = 10
_LARGEST = 12_000  # bytes of a simplified outline
_DECIMALS = 3  # of its coordinates: 100 m
_BY_NAME = {"XK": "Kosovo"}  # without a number in ISO 3166-1
_NO_JUDGEMENT = {"RS": ("XK",)}


@dataclass
class Outline:
    """A country's rings, islands and holes alike, with its edges by bands of latitude so that one point looks at few of them."""

    rings: list[Ring]
    _bands: dict[int, list[Edge]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._bands = defaultdict(list)
        for ring in self.rings:
            for start, end in pairwise(ring):
                low, high = sorted((_band(start[0]), _band(end[0])))
                for band in range(low, high + 1):
                    self._bands[band].append((*start, *end))

    def contains(self, latitude: float, longitude: float, margin_km: float) -> bool:
        """Whether a point lies inside or within ``margin_km`` of the border."""
        inside = False
        for lat1, lng1, lat2, lng2 in self._bands.get(_band(latitude), ()):
            if (lat1 > latitude) != (lat2 > latitude):
                crossing = lng1 + (latitude - lat1) / (lat2 - lat1) * (lng2 - lng1)
                inside ^= crossing > longitude
        return inside or (margin_km > 0 and self._near_border(latitude, longitude, margin_km))

    def _near_border(self, latitude: float, longitude: float, km: float) -> bool:
        reach = km / KM_PER_DEGREE
        narrowing = max(0.01, math.cos(math.radians(latitude)))
        for band in range(_band(latitude - reach), _band(latitude + reach) + 1):
            for lat1, lng1, lat2, lng2 in self._bands.get(band, ()):
                start = (lat1 - latitude, (lng1 - longitude) * narrowing)
                end = (lat2 - latitude, (lng2 - longitude) * narrowing)
                if _distance_to_segment((0.0, 0.0), start, end) <= reach:
                    return True
        return False


def polygon(code: str) -> list[Ring]:
    """The rings of a country (ISO 3166-1 alpha-2), outer ones and holes; empty where it is unknown."""
    outline = _outline(code)
    return outline.rings if outline else []


def contains(code: str, latitude: float, longitude: float, margin_km: float = 3) -> bool | None:
    """Whether a point lies in a country, or at most ``margin_km`` beyond its border. None: no outline, or not for us to say."""
    outline = _outline(code)
    if outline is None:
        return None
    if outline.contains(latitude, longitude, margin_km):
        return True
    apart = (_outline(other) for other in _NO_JUDGEMENT.get(code, ()))
    return None if any(other and other.contains(latitude, longitude, margin_km) for other in apart) else False


@lru_cache(maxsize=32)
def simplified(code: str) -> dict[str, Any] | None:
    """A GeoJSON MultiPolygon for the map, at most 12 kB as compact JSON. None where the country is unknown."""
    shapes = _shapes(code)
    if not shapes:
        return None
    tolerance = 0.005  # degrees
    while True:
        simple = [kept for shape in shapes if (kept := list(_simple_rings(shape, tolerance)))]
        geometry = {"type": "MultiPolygon", "coordinates": simple}
        if simple and len(json.dumps(geometry, separators=(",", ":"))) <= _LARGEST:
            return geometry
        tolerance *= 1.5


def _simple_rings(shape: list[Ring], tolerance: float) -> Iterator[list[list[float]]]:
    """The rings of one polygon with fewer points, as GeoJSON has them: longitude first. Nothing where its outer ring is too small."""
    for number, ring in enumerate(shape):
        # A ring has no ends: it is cut at the point that is farthest from its first.
        far = max(range(len(ring)), key=lambda at: _squared(ring[0], ring[at]))
        kept = _douglas_peucker(ring[: far + 1], tolerance)[:-1] + _douglas_peucker(ring[far:], tolerance)
        points = [[round(lng, _DECIMALS), round(lat, _DECIMALS)] for lat, lng in kept]
        if len(points) >= 4:
            yield points
        elif number == 0:
            return


def _douglas_peucker(line: Ring, tolerance: float) -> Ring:
    """The line with the points left out that lie within ``tolerance`` degrees of it."""
    keep = {0, len(line) - 1}
    todo = [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        worst, at = tolerance, 0
        for index in range(first + 1, last):
            away = _distance_to_segment(line[index], line[first], line[last])
            if away > worst:
                worst, at = away, index
        if at:
            keep.add(at)
            todo += [(first, at), (at, last)]
    return [line[index] for index in sorted(keep)]


def _squared(a: tuple[float, float], b: tuple[float, float]) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _distance_to_segment(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    """On a plane, in the unit of the coordinates."""
    length = _squared(start, end)
    if not length:
        return math.sqrt(_squared(point, start))
    along = ((point[0] - start[0]) * (end[0] - start[0]) + (point[1] - start[1]) * (end[1] - start[1])) / length
    along = min(1.0, max(0.0, along))
    foot = (start[0] + along * (end[0] - start[0]), start[1] + along * (end[1] - start[1]))
    return math.sqrt(_squared(point, foot))


def _band(latitude: float) -> int:
    return math.floor(latitude * _BANDS_PER_DEGREE)


@lru_cache(maxsize=32)
def _outline(code: str) -> Outline | None:
    shapes = _shapes(code)
    return Outline([ring for shape in shapes for ring in shape]) if shapes else None


@lru_cache(maxsize=32)
def _shapes(code: str) -> list[list[Ring]]:
    """The polygons of a country, each an outer ring and its holes."""
    path = settings.NODE_MODULES / "world-atlas" / "countries-10m.json"
    # CLDR knows the numbers of ISO 3166-1, those of former states (both Germanies) among them.
    numbers = {old for old, new in get_global("territory_aliases").items() if old.isdigit() and new == [code]}
    if not (numbers or code in _BY_NAME):
        return []
    topology = json.loads(path.read_text(encoding="utf-8"))
    shapes: list[list[Ring]] = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        if geometry.get("id") in numbers or geometry["properties"]["name"] == _BY_NAME.get(code):
            arcs = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
            shapes += [[_ring(topology, ring) for ring in shape] for shape in arcs]
    return shapes


def _ring(topology: dict[str, Any], arcs: Iterable[int]) -> Ring:
    """Arcs end to end; a negative number is an arc backwards (TopoJSON)."""
    points: Ring = []
    for number in arcs:
        arc = _arc(topology, number) if number >= 0 else _arc(topology, ~number)[::-1]
        points += arc[1:] if points else arc
    return points


def _arc(topology: dict[str, Any], number: int) -> Ring:
    (scale_x, scale_y), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    points = []
    for dx, dy in topology["arcs"][number]:
        x, y = x + dx, y + dy
        points.append((round(y * scale_y + y0, 5), round(x * scale_x + x0, 5)))
    return points
