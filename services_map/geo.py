"""Points on the earth: distances, rounding for privacy, and what is wrong with a point."""

import math

from django.utils.translation import gettext as _

from services_map import outlines

Point = tuple[float, float]  # latitude, longitude in degrees (WGS 84)
EARTH_KM = 6371.0088
ROUNDING = 2  # decimals of a reader's own point: about 1 km, never finer (docs/adr/0015)


class BadPoint(ValueError):
    """What was written is no point."""


def distance(a: Point, b: Point) -> float:
    """Kilometres along the great circle (haversine)."""
    lat1, lng1, lat2, lng2 = (math.radians(value) for value in (*a, *b))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lng2 - lng1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def parse(text: str) -> Point:
    """``47.0105,28.8638`` -> a point rounded to about 1 km. Raises BadPoint; never says more than that it is none."""
    parts = text.replace(" ", "").split(",")
    if len(parts) != 2:
        raise BadPoint(_("Write a place as latitude and longitude, as in 47.01,28.86."))
    try:
        latitude, longitude = (float(part) for part in parts)
    except ValueError as error:
        raise BadPoint(_("Write a place as latitude and longitude, as in 47.01,28.86.")) from error
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # also false for NaN
        raise BadPoint(_("There is no such place on earth: latitude goes from -90 to 90, longitude from -180 to 180."))
    return round(latitude, ROUNDING), round(longitude, ROUNDING)


def problem(latitude: float, longitude: float, country_code: str) -> str:
    """What makes a point impossible as a place of a service, in plain words; empty when nothing does."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return _("There is no such place on earth: latitude goes from -90 to 90, longitude from -180 to 180.")
    if latitude == 0 and longitude == 0:
        return _("0, 0 lies in the ocean: the point is missing.")
    if _swapped(latitude, longitude, country_code):
        return _("Latitude and longitude are swapped: write latitude %(latitude)s, longitude %(longitude)s.") % {
            "latitude": _written(longitude),
            "longitude": _written(latitude),
        }
    return ""


def warning(latitude: float, longitude: float, country_code: str) -> str:
    """What is odd about a point that may still be right, in plain words; empty when nothing is, or no outline is known."""
    if outlines.contains(country_code, latitude, longitude) is False:
        return _("This point lies outside the country. Please look at it on the map.")
    return ""


def _swapped(latitude: float, longitude: float, country_code: str) -> bool:
    """Whether the point lies in the country only the other way round."""
    return (
        outlines.contains(country_code, latitude, longitude) is False
        and abs(longitude) <= 90
        and outlines.contains(country_code, longitude, latitude) is True
    )


def _written(degrees: float) -> str:
    """As people type it: a point, at most six decimals, in every language."""
    return f"{degrees:.6f}".rstrip("0").rstrip(".")
