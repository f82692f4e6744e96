"""Writes the checked directory of a country; what stands below services and towns in bulk."""

import uuid
from collections.abc import Iterable, Mapping

from portal.countries import purge, sites
from portal.countries.models import Country
from portal.demo import directory_schema as schema
from portal.demo.directory_reader import DirectoryContent
from services_map import contacts, places, stamp
from services_map.models import (
    Category,
    CategoryText,
    ContactPoint,
    Location,
    Organization,
    Service,
    ServiceAtLocation,
    ServiceCheck,
    ServiceText,
    Town,
    TownText,
)
from services_map.vocabulary import Capacity, Outcome


def load_categories(categories: Iterable[schema.UpperCategory]) -> dict[str, Category]:
    """The shared list by slug. What the database has already is left as it is."""
    known = {category.slug: category for category in Category.objects.all()}
    before = len(known)
    texts: list[CategoryText] = []

    def make(item: schema.LowerCategory, parent: Category | None, order: int) -> Category:
        if item.slug not in known:
            known[item.slug] = category = Category(
                slug=item.slug,
                parent=parent,
                icon=item.icon,
                check_every_days=item.check_every_days,
                confidential=item.confidential,
                sensitive=item.sensitive,
                sort_order=order,
            )
            Category.objects.bulk_create([category])
            texts.extend(_named(CategoryText, item.names, category=category))
        return known[item.slug]

    for position, upper in enumerate(categories):
        parent = make(upper, None, position)
        for place, lower in enumerate(upper.children):
            make(lower, parent, place)
    CategoryText.objects.bulk_create(texts)
    if len(known) > before:
        stamp.change_all()
        purge.everything()
    return known


def _named(model: type, names: Mapping[str, str], **of: object) -> list:
    """Rows of a name in each language, translations of each other."""
    key = uuid.uuid4()
    return [model(**of, locale=sites.locale(code), name=name, translation_key=key) for code, name in names.items()]


class DirectoryLoader:
    """Loads the directory of one country."""

    def __init__(self, country: Country, content: DirectoryContent, categories: Mapping[str, Category]) -> None:
        self.country = country
        self.content = content
        self.data = content.data
        self.categories = categories
        self.towns: dict[str, Town] = {}
        self.organizations: dict[str, Organization] = {}
        self.locations: dict[str, Location] = {}

    def load(self) -> None:
        """Towns, organizations, locations, services. Towns and organizations that officers have entered before are kept."""
        self._towns()
        for key, item in self.data.organizations.items():
            self.organizations[key], _ = Organization.objects.get_or_create(
                country=self.country, name=item.name, defaults={"type": item.type, "website": str(item.website or "")}
            )
        for key, place in self.data.locations.items():
            self.locations[key] = self._location(place)
        for slug, service in self.data.services.items():
            self._service(slug, service)
        stamp.change(self.country)

    def _towns(self) -> None:
        self.towns = {town.slug: town for town in Town.objects.filter(country=self.country)}
        new = [item for item in self.content.towns if item.slug not in self.towns]
        rows = [
            Town(
                country=self.country,
                slug=item.slug,
                latitude=item.latitude,
                longitude=item.longitude,
                population=item.population,
            )
            for item in new
        ]
        Town.objects.bulk_create(rows)
        self.towns |= {town.slug: town for town in rows}
        TownText.objects.bulk_create(
            text for item in new for text in _named(TownText, item.names, town=self.towns[item.slug])
        )

    def _location(self, item: schema.Location) -> Location:
        place = places.Place(
            visibility=item.visibility,
            town=self.towns[item.town] if item.town else None,
            name=item.name or "",
            address=item.address or "",
            postal_code=item.postal_code or "",
            latitude=item.latitude,
            longitude=item.longitude,
        )
        return places.create(self.country, place, self.organizations[item.organization] if item.organization else None)

    def _service(self, slug: str, item: schema.Service) -> None:
        service = Service(
            country=self.country,
            organization=self.organizations[item.organization],
            slug=slug,
            external_id=slug,
            status=Service.Status.LISTED,
            category=self.categories[item.categories[0]],
            populations=list(item.populations),
            age_from=item.ages.first,
            age_to=item.ages.last,
            languages=item.languages,
            interpretation=item.interpretation,
            accessibility=list(item.accessibility),
            cost=item.cost,
            status_needed=item.status_needed,
            capacity=item.capacity.state if item.capacity else Capacity.OPEN,
            capacity_as_of=item.capacity.as_of if item.capacity else None,
            starts_on=item.starts_on,
            ends_on=item.ends_on,
            funded_until=item.funded_until,
            referral=list(item.referral.kinds),
            referral_by=list(item.referral.by),
            referral_method=list(item.referral.method),
            response_days=item.referral.response_days,
            consent_needed=item.referral.consent,
            referral_feedback=item.referral.feedback,
            hours=item.hours,
            mobile=item.mobile,
            source_title=item.source.title,
            source_url=str(item.source.url or ""),
            source_date=item.source.dated,
        )
        service.other_categories.set([self.categories[category] for category in item.categories[1:]])
        service.save()
        self._words(service)
        self._below(service, item)
        # The first entry of its history: later changes are compared with it.
        Service.objects.get(pk=service.pk).save_revision()

    def _words(self, service: Service) -> None:
        key = uuid.uuid4()
        texts = {
            code: ServiceText(
                service=service,
                locale=sites.locale(code),
                translation_key=key,
                **{name: value or "" for name, value in words[service.slug]},
            )
            for code, words in self.content.words.items()
            if service.slug in words
        }
        source = texts[self.country.source_language.language_code]
        for text in texts.values():
            text.made_from = "" if text is source else source.digest
        ServiceText.objects.bulk_create(texts.values())

    def _below(self, service: Service, item: schema.Service) -> None:
        ServiceAtLocation.objects.bulk_create(
            ServiceAtLocation(
                service=service, location=self.locations[place.location], hours=place.hours, sort_order=order
            )
            for order, place in enumerate(item.locations)
        )
        ContactPoint.objects.bulk_create(
            ContactPoint(
                service=service,
                kind=contact.kind,
                value=contacts.check(contact.kind, contact.value, self.country.code),
                languages=contact.languages,
                hours=contact.hours,
                sort_order=order,
            )
            for order, contact in enumerate(item.contacts)
        )
        if item.check:
            ServiceCheck.objects.create(
                service=service,
                outcome=Outcome.CONFIRMED,
                method=item.check.method,
                checked_on=item.check.on,
                checked_by=self.country.team,
            )
