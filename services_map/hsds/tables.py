"""The tables of the data package: which columns each has, what they mean, what they refer to.

Names are the standard's; the words are ours. Columns that the portal never fills are left out, as the standard allows.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """``type`` and ``format``: of a table schema (frictionless). ``refers``: the table whose id it holds."""

    name: str
    description: str
    type: str = "string"
    format: str = ""
    refers: str = ""
    required: bool = False


@dataclass(frozen=True)
class Table:
    """``name``: of the standard's object."""

    name: str
    path: str
    description: str
    columns: tuple[Column, ...]


def _id(of: str) -> Column:
    return Column("id", f"Identifier of {of}.", format="uuid", required=True)


def _key(table: str, of: str, *, required: bool = False) -> Column:
    return Column(f"{table}_id", of, format="uuid", refers=table, required=required)


def _text(name: str, description: str, *, required: bool = False) -> Column:
    return Column(name, description, required=required)


def _number(name: str, description: str) -> Column:
    return Column(name, description, "number")


def _date(name: str, description: str) -> Column:
    return Column(name, description, "date")


TABLES = (
    Table("organization", "organizations.csv", "Who offers the services.", (
        _id("the organization"), _text("name", "What it is called.", required=True), _text("description", "What it does."),
        Column("website", "Where it is on the web.", format="uri"),
    )),
    Table("service", "services.csv", "What is offered to people.", (
        _id("the service"), _key("organization", "Who offers it.", required=True),
        _text("name", "What it is called.", required=True), _text("description", "What it is."),
        Column("url", "Its own website.", format="uri"), Column("email", "Its e-mail address.", format="email"),
        _text("status", "active, or temporarily closed.", required=True),
        _text("interpretation_services", "Whether there are interpreters."),
        _text("application_process", "How people get to it, and who may refer them."),
        _text("fees_description", "What it costs."), _text("eligibility_description", "Who can use it."),
        _number("minimum_age", "From which age, in years."), _number("maximum_age", "Up to which age, in years."),
        _date("assured_date", "When somebody last checked the listing with the service."),
        _text("alert", "What people should know today, such as that the listing is overdue for a check."),
        Column("last_modified", "When the listing was last changed or checked (UTC).", "datetime", "any"),
    )),
    Table("attribute", "attributes.csv", "Terms that services, locations and organizations have.", (
        _id("the link"), Column("link_id", "Identifier of what has the term.", format="uuid", required=True),
        _key("taxonomy_term", "The term.", required=True), _text("link_type", "Short name of the term's taxonomy."),
        _text("link_entity", "Which table has it: service, location or organization.", required=True),
        _text("value", "The term's code within its taxonomy."),
    )),
    Table("service_at_location", "service_at_location.csv", "Which service is given where; hidden places are not here.", (
        _id("the link"), _key("service", "The service.", required=True), _key("location", "The place.", required=True),
        _text("description", "How to get there."),
    )),
    Table("location", "locations.csv", "Public places. Of an area only the town is known.", (
        _id("the place"), _text("location_type", "Always physical.", required=True), _text("name", "As on the door, or the town."),
        _text("description", "Says when the point is only the town's own."),
        _number("latitude", "Degrees north (WGS 84)."), _number("longitude", "Degrees east (WGS 84)."),
    )),
    Table("phone", "phones.csv", "Telephones and short numbers, in the order in which to try them.", (
        _id("the number"), _key("service", "Whose it is."), _text("number", "What to dial.", required=True),
        _text("type", "Always voice."), _text("description", "When it is answered, where that differs."),
    )),
    Table("contact", "contacts.csv", "Public e-mail addresses. No persons.", (
        _id("the contact"), _key("service", "Whose it is."), _text("name", "The organization."),
        Column("email", "The address.", format="email"),
    )),
    Table("address", "addresses.csv", "Addresses of the places, in the country's language.", (
        _id("the address"), _key("location", "Whose it is."),
        _text("address_1", "Street and number; empty where only the town is public."), _text("city", "Town."),
        _text("state_province", "Not recorded."), _text("postal_code", "Postal code."),
        _text("country", "Country (ISO 3166-1).", required=True), _text("address_type", "Always physical.", required=True),
    )),
    Table("schedule", "schedules.csv", "Opening hours: each week, or for the days from valid_from to valid_to.", (
        _id("the hours"), _key("service", "Of which service."),
        _key("service_at_location", "Of which service at a place, where its hours differ."),
        _date("valid_from", "First day on which they hold."), _date("valid_to", "Last day on which they hold."),
        _text("freq", "WEEKLY."), _text("byday", "Days of the week (RFC 5545)."),
        _text("opens_at", "Beginning, with the offset from UTC of the day of the export."),
        _text("closes_at", "End; not after the beginning: on the next day."),
        _text("description", "What times cannot say; hours in OpenStreetMap's notation."),
    )),
    Table("required_document", "required_documents.csv", "What to bring.", (
        _id("the document"), _key("service", "To which service."), _text("document", "What to bring."),
    )),
    Table("language", "languages.csv", "Languages spoken.", (
        _id("the entry"), _key("service", "By which service."), _key("phone", "On which telephone."),
        _text("name", "The language."), _text("code", "The language (ISO 639)."),
    )),
    Table("accessibility", "accessibility.csv", "What helps people with disabilities.", (
        _id("the entry"), _key("location", "At which place."), _text("description", "What there is."),
    )),
    Table("taxonomy_term", "taxonomy_terms.csv", "Categories and other terms.", (
        _id("the term"), _text("code", "Code, unique among all terms."), _text("name", "The term.", required=True),
        _text("description", "What it means."),
        Column("parent_id", "The upper term.", format="uuid", refers="taxonomy_term"),
        _text("taxonomy", "Name of its taxonomy."), _text("language", "Language of its name (ISO 639)."),
        _key("taxonomy", "Its taxonomy."),
    )),
    Table("taxonomy", "taxonomies.csv", "Lists of terms.", (
        _id("the taxonomy"), _text("name", "What it is called.", required=True), _text("description", "What it says."),
        _text("version", "Version."),
    )),
    Table("cost_option", "cost_options.csv", "What a service costs.", (
        _id("the cost"), _key("service", "Of which service.", required=True), _text("option", "Free, partly paid or paid."),
        _number("amount", "0 where it is free; otherwise not recorded."), _text("amount_description", "In words."),
    )),
    Table("service_capacity", "service_capacities.csv", "Whether a service takes new people, as of a day.", (
        _id("the entry"), _key("service", "Of which service."), _key("unit", "What is counted.", required=True),
        _number("available", "1: it takes new people; 0: it does not."), _number("maximum", "Always 1."),
        _text("description", "In words."), Column("updated", "As of when (UTC).", "datetime", "any"),
    )),
    Table("unit", "units.csv", "What capacities count.", (_id("the unit"), _text("name", "What it is.", required=True))),
    Table("url", "urls.csv", "Messengers, social media and further pages of services.", (
        _id("the address"), _text("label", "What it is."), Column("url", "The address.", format="uri", required=True),
        _key("service", "Of which service."),
    )),
    Table("meta_table_description", "meta_table_descriptions.csv", "Language and encoding of each table.", (
        _id("the entry"), _text("name", "The table."), _text("language", "Language asked for (ISO 639)."),
        _text("character_set", "Encoding."),
    )),
)  # fmt: skip
