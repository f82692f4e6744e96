"""A list of 120 services on a phone: its budget, without JavaScript."""

import pytest

from tests.browser.measure import visit

pytestmark = pytest.mark.browser

REMOVE = (
    "from services_map.models import *; from services_map import stamp; from portal.countries.models import Country; "
    "made = Service.objects.filter(slug__startswith='load-test'); "
    "places = list(ServiceAtLocation.objects.filter(service__in=made).values_list('location', flat=True)); "
    "made.delete(); Location.objects.filter(pk__in=places).delete(); "
    "Organization.objects.filter(name__startswith='Load test').delete(); "
    "stamp.change(Country.objects.get(slug='slovakia')); print('gone')"
)


@pytest.fixture
def long_list(server):
    server.manage("seed_load", "--services", "140", "--articles", "0", "--country", "slovakia")
    yield
    assert server.python(REMOVE) == "gone"


def test_120_services_stay_within_the_budget(server, chrome, long_list):
    for path in ("/uk/services/", "/ar/services/?near=48.15,17.11&sort=name"):
        context = chrome.new_context(viewport={"width": 360, "height": 740})
        try:
            cost = visit(context, server.url("slovakia", path))
            cookies = context.cookies()
        finally:
            context.close()
        assert cost.html.count('<li><a href="/') >= 120
        assert cost.bytes <= 25_000, (path, cost.bytes)
        assert cost.requests <= 4
        assert cost.script_bytes <= 2_000
        assert cost.overflow <= 0
        assert cookies == []
        print(f"{path}: {cost.bytes} bytes, {cost.requests} requests")
