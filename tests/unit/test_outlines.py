"""Outlines of countries: who lies inside, what looks swapped, how small they are on a map."""

import json
import time

import pytest

from services_map import geo, outlines

CAPITALS = {
    "BG": (42.6977, 23.3219),
    "CZ": (50.0755, 14.4378),
    "HU": (47.4979, 19.0402),
    "MD": (47.0105, 28.8638),
    "RO": (44.4268, 26.1025),
    "RS": (44.7866, 20.4489),
    "SK": (48.1486, 17.1077),
}
BORDER_TOWNS = [
    ("MD", "Ungheni", 47.2102, 27.8001),
    ("MD", "Palanca", 46.4106, 30.0958),
    ("MD", "Otaci", 48.4344, 27.7933),
    ("MD", "Tiraspol", 46.8403, 29.6433),
    ("BG", "Ruse", 43.8487, 25.9534),
    ("BG", "Svilengrad", 41.7667, 26.2000),
    ("CZ", "Cesky Tesin", 49.7461, 18.6261),
    ("HU", "Zahony", 48.4086, 22.1764),
    ("HU", "Komarom", 47.7400, 18.1200),
    ("RO", "Sighetu Marmatiei", 47.9289, 23.8947),
    ("RO", "Giurgiu", 43.9037, 25.9699),
    ("RO", "Isaccea", 45.2697, 28.4597),
    ("RS", "Presevo", 42.3069, 21.6500),
    ("RS", "Sid", 45.1283, 19.2264),
    ("RS", "Dimitrovgrad", 43.0169, 22.7794),
    ("SK", "Komarno", 47.7636, 18.1226),
    ("SK", "Vysne Nemecke", 48.6614, 22.2631),
]
NEIGHBOURS = [(48.2082, 16.3738), (50.4501, 30.5234), (41.9981, 21.4254), (45.8150, 15.9819), (41.0082, 28.9784)]


@pytest.mark.once
@pytest.mark.parametrize("code", CAPITALS)
def test_a_capital_lies_in_its_own_country_and_in_no_other(code):
    assert [country for country in CAPITALS if outlines.contains(country, *CAPITALS[code])] == [code]


@pytest.mark.parametrize(("code", "name", "latitude", "longitude"), BORDER_TOWNS)
def test_towns_at_the_border_are_inside(code, name, latitude, longitude):
    assert outlines.contains(code, latitude, longitude) is True
    assert geo.problem(latitude, longitude, code) == ""
    assert geo.warning(latitude, longitude, code) == ""


@pytest.mark.parametrize("code", CAPITALS)
def test_the_capitals_of_neighbours_are_outside(code):
    for point in NEIGHBOURS:
        assert outlines.contains(code, *point) is False
        assert "outside the country" in geo.warning(*point, code)
        assert geo.problem(*point, code) == ""


@pytest.mark.parametrize("code", CAPITALS)
def test_swapped_coordinates_are_said_to_be_with_both_values_in_the_right_order(code):
    latitude, longitude = CAPITALS[code]
    said = geo.problem(longitude, latitude, code)
    assert f"latitude {latitude:g}, longitude {longitude:g}" in said


def test_a_margin_lets_a_point_lie_a_little_beyond_the_border():
    giurgiu = (43.88, 25.966)  # on the Romanian bank of the Danube; Ruse is opposite
    ruse = (43.8487, 25.9534)
    assert outlines.contains("RO", *giurgiu) is True
    assert outlines.contains("RO", *ruse, margin_km=0) is False
    assert outlines.contains("RO", *ruse, margin_km=10) is True


def test_no_outline_no_judgement():
    assert outlines.polygon("XT") == []
    assert outlines.simplified("XT") is None
    assert outlines.contains("XT", 50, 14) is None
    assert geo.problem(14, 50, "XT") == ""
    assert geo.warning(14, 50, "XT") == ""


def test_kosovo_is_neither_inside_nor_outside_of_serbia():
    pristina = (42.6629, 21.1655)
    assert outlines.contains("RS", *pristina) is None
    assert geo.warning(*pristina, "RS") == ""
    assert outlines.contains("XK", *pristina) is True
    assert outlines.contains("MD", *pristina) is False


@pytest.mark.parametrize("code", [*CAPITALS, "UA", "DE", "GR", "TR"])
def test_outlines_for_the_map_are_small_and_closed(code):
    shape = outlines.simplified(code)
    assert len(json.dumps(shape, separators=(",", ":"))) <= 12_000
    for ring in (ring for polygon in shape["coordinates"] for ring in polygon):
        assert ring[0] == ring[-1]
        assert len(ring) >= 4


@pytest.mark.parametrize("code", CAPITALS)
def test_a_simplified_outline_still_holds_its_country(code):
    rings = [[(lat, lng) for lng, lat in ring] for shape in outlines.simplified(code)["coordinates"] for ring in shape]
    drawn = outlines.Outline(rings)
    assert drawn.contains(*CAPITALS[code], margin_km=0)
    border = [point for ring in outlines.polygon(code) for point in ring][::7]
    assert all(drawn.contains(*point, margin_km=2) for point in border)


def test_ten_thousand_points_take_seconds_at_most():
    outlines.contains("RO", 45, 25)
    began = time.process_time()
    for number in range(10_000):
        geo.problem(44.5 + number / 20_000, 40, "RO")
    assert time.process_time() - began < 4
