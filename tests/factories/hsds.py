"""A directory that has everything: of each kind of place, state and contact one."""

import datetime as dt

from portal.core import clock
from portal.countries import sites
from portal.countries.models import Country
from services_map.models import HoursException, ServiceAtLocation, ServiceCheck, ServiceText
from tests.factories import make_country
from tests.factories.services import make_category, make_location, make_organization, make_service, make_town

# What stands only in confidential places.
NEEDLE, NEEDLE_LATITUDE, NEEDLE_LONGITUDE = "Nadelgasse 77", 50.123457, 14.765431
TRUE_PLACE = {"name": NEEDLE, "address": NEEDLE, "latitude": NEEDLE_LATITUDE, "longitude": NEEDLE_LONGITUDE}
CONTACTS = (
    ("phone", "+420222333444"), ("short-code", "112"), ("whatsapp", "+420222333444"), ("viber", "+420222333444"),
    ("telegram", "demo_help"), ("email", "help@example.org"), ("website", "https://example.org/help"),
)  # fmt: skip
DAY = dt.timedelta(days=1)


def make_full_directory() -> Country:
    """Seven services that readers see, among them one that is hidden, and a draft."""
    country = make_country()
    today = clock.today(country.time_zone)
    house, town = (
        make_location(country, name="House", postal_code="110 00"),
        make_town(country, "brno", (49.1951, 16.6068)),
    )
    _everything(country, house, today)
    area = make_location(country, "area", town=town, **{**TRUE_PLACE, "name": ""})
    clinic = make_category("clinic", parent="health")
    make_service(country, "area", name="In the town", category=clinic, status_needed="asylum", locations=(area,))
    hidden = make_location(country, "hidden", **TRUE_PLACE)
    shelter = make_category("womens-shelter", parent="protection", confidential=True)
    make_service(country, "shelter", name="Shelter", category=shelter, locations=(hidden,), populations=["survivors"])
    stops = (make_location(country), make_location(country, town=town))
    bus = make_service(country, "bus", name="Bus", mobile=True, hours='"by appointment"', locations=stops)
    ServiceAtLocation.objects.filter(service=bus).update(hours="Tu 10:00-12:00")
    closed = make_service(country, "closed", name="Closed", texts={"ar": "مغلق"}, hours="")
    closure = {"outcome": "temporarily-closed", "checked_on": today, "until": today + 5 * DAY}
    ServiceCheck.objects.create(service=closed, checked_by="A team", **closure)
    make_service(country, "overdue", name="Overdue", checked_on=today - 100 * DAY)
    ukrainian = make_service(country, "ukrainian", name="Лише українською")
    ServiceText.objects.filter(service=ukrainian).update(locale=sites.locale("uk"))
    make_service(country, "a-draft", name="Nothing yet", status="draft")
    return country


def _everything(country: Country, house, today: dt.date) -> None:
    office = make_organization(
        country, "Demo office", type="state", website="https://example.org/", description="A demo."
    )
    service = make_service(
        country, "everything", name="Everything", contacts=CONTACTS, texts={"uk": "Все"}, organization=office,
        locations=(house,), languages=["en", "uk", "sr-latn", "rom-x-lovari"], populations=["women", "roma"],
        accessibility=["step-free", "online"], cost="partly-paid", capacity="full", capacity_as_of=today,
        referral=["self", "referral"], referral_by=["doctor"], referral_method=["phone"], response_days=2,
        consent_needed=True, referral_feedback=True, interpretation=True, age_from=18, age_to=60, ends_on=today + 90 * DAY,
    )  # fmt: skip
    words = {"bring": "Passport\nMedical papers", "directions": "Straight on.", "cost": "2 euros", "eligibility": "All"}
    ServiceText.objects.filter(service=service).update(**words)
    service.contacts.filter(kind="phone").update(languages=["uk"], hours="Mo-Fr 10:00-12:00")
    for first, hours in ((1, "off"), (5, "10:00-12:00"), (-9, "off")):  # the last one is over
        days = {"first": today + first * DAY, "last": today + (first + 1) * DAY}
        HoursException.objects.create(service=service, hours=hours, reason="holiday", **days)
