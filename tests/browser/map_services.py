"""Services for the tests of the map, made in the server's own database and taken away again."""

# Two at one point, one of an area, one hidden.
MAKE = """
from portal.countries.models import Country
from tests.factories.services import *
country = Country.objects.get(slug="bulgaria")
own = make_organization(country, "Map test")
category = make_category("map-test", icon="scale")
sofia = make_town(country, "map-test-sofia", (42.6977, 23.3219), name="Map test Sofia")
for number, point in enumerate([(42.70, 23.32), (42.70, 23.32), (42.1436, 24.7496), (43.2047, 27.9106), (43.8487, 25.9534)]):
    place = make_location(country, town=sofia, latitude=point[0], longitude=point[1])
    make_service(country, f"map-test-{number}", name=f"Map test {number}", organization=own, category=category, locations=(place,),
                 texts={"uk": f"Перевірка {number}", "ar": f"اختبار {number}"})
area, hidden = make_location(country, "area", town=sofia), make_location(country, "hidden", town=sofia)
make_service(country, "map-test-area", name="Map test area", organization=own, category=category, locations=(area,))
make_service(country, "map-test-hidden", name="Map test hidden", organization=own, category=category, locations=(hidden,))
"""
UNMAKE = """
from services_map.models import *
hidden = list(Location.objects.filter(services__service__slug="map-test-hidden").values_list("pk", flat=True))
Service.objects.filter(slug__startswith="map-test").delete()
Location.objects.filter(town__slug__startswith="map-test").delete()
Location.objects.filter(pk__in=hidden).delete()
for model, field in ((Organization, "name__startswith"), (Category, "slug__startswith"), (Town, "slug__startswith")):
    model.objects.filter(**{field: "Map test" if "name" in field else "map-test"}).delete()
"""
