"""The map on which an officer picks a point, beside its two inputs."""

import pytest

pytestmark = pytest.mark.browser
PICKER = """() => {
  document.querySelector("main").innerHTML = `<input id="id_latitude"><input id="id_longitude">
    <div data-map-picker data-latitude-input="id_latitude" data-longitude-input="id_longitude" data-outline="/en/services/outline.json"></div>`;
  for (const href of ["/static/vendor/leaflet/leaflet.css", "/static/css/map.css"])
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
  return new Promise((resolve, reject) => {
    const leaflet = document.createElement("script");
    document.head.append(Object.assign(leaflet, { src: "/static/vendor/leaflet/leaflet.js", onload: resolve, onerror: reject }));
  });
}"""


@pytest.fixture
def picker(server, scripted_phone):
    page = scripted_phone.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(server.url("moldova", "/en/services/map/"))
    page.evaluate(PICKER)
    page.add_script_tag(url="/static/js/picker.js", type="module")
    page.locator("[data-ready]").wait_for()
    page.locator(".map-picker path").first.wait_for(state="attached")  # the outline says where the map looks
    yield page
    assert problems == []


def values(page) -> tuple[float, float]:
    return tuple(float(page.input_value(f"#{name}")) for name in ("id_latitude", "id_longitude"))


def test_a_press_on_the_map_fills_the_inputs_with_five_decimals(picker):
    picker.locator(".map-picker").click(position={"x": 160, "y": 150})
    latitude, longitude = values(picker)
    assert 45 < latitude < 49
    assert 26 < longitude < 31
    assert len(picker.input_value("#id_latitude").partition(".")[2]) == 5
    assert picker.locator(".map-pin").count() == 1


def test_the_pin_can_be_dragged(picker):
    picker.fill("#id_latitude", "47.0105")
    picker.fill("#id_longitude", "28.8638")
    box = picker.locator(".map-pin").bounding_box()
    picker.mouse.move(box["x"] + 13, box["y"] + 13)
    picker.mouse.down()
    picker.mouse.move(box["x"] + 13, box["y"] - 27, steps=5)
    picker.mouse.up()
    latitude, longitude = values(picker)
    assert latitude > 47.1
    assert longitude == pytest.approx(28.86, abs=0.1)


@pytest.mark.parametrize(
    ("latitude", "longitude", "said"),
    [
        ("47.01", "28.86", ""),
        ("28.86", "47.01", "swapped"),
        ("50.45", "30.52", "outside"),
        ("", "28", ""),
        ("x", "1", ""),
    ],
)
def test_what_is_typed_moves_the_pin_and_odd_points_are_said_to_be(picker, latitude, longitude, said):
    picker.fill("#id_latitude", latitude)
    picker.fill("#id_longitude", longitude)
    note = picker.locator(".map-picker-warning").inner_text()
    assert said in note
    assert bool(note) == bool(said)
    assert picker.locator(".map-pin").count() == (1 if latitude not in ("", "x") else 0)
