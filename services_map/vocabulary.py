"""The codes of the directory and their names. Codes are stored and exchanged; they never change."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from locales.languages import LANGUAGES


class OrganizationType(models.TextChoices):
    """What kind of organization offers a service."""

    STATE = "state", _("office of the state")
    MUNICIPALITY = "municipality", _("municipality")
    NGO = "ngo", _("non-governmental organization")
    COMMUNITY = "community", _("community organization")
    UN = "un", _("United Nations or other international organization")
    PRIVATE = "private", _("private")
    FAITH = "faith", _("religious organization")


class Population(models.TextChoices):
    """Whom a service is for especially. None named: everyone."""

    WOMEN = "women", _("women")
    CHILDREN = "children", _("children")
    UNACCOMPANIED_CHILDREN = "unaccompanied-children", _("children who are alone")
    YOUNG_PEOPLE = "young-people", _("young people")
    FAMILIES = "families", _("families")
    OLDER_PEOPLE = "older-people", _("older people")
    DISABLED_PEOPLE = "disabled-people", _("people with disabilities")
    ROMA = "roma", _("Roma")
    LGBTQI = "lgbtqi", _("LGBTQI+ people")
    SURVIVORS = "survivors", _("people who lived through violence")
    TRAFFICKING_SURVIVORS = "trafficking-survivors", _("people who were trafficked or exploited")
    NEWLY_ARRIVED = "newly-arrived", _("people who have just arrived")
    STATELESS = "stateless", _("people without citizenship")


class Accessibility(models.TextChoices):
    """What makes a service reachable for people with disabilities."""

    STEP_FREE = "step-free", _("no steps, suitable for wheelchairs")
    TOILET = "accessible-toilet", _("accessible toilet")
    SIGN_LANGUAGE = "sign-language", _("sign language")
    HOME_VISITS = "home-visits", _("visits at home")
    ONLINE = "online", _("by phone or online")
    QUIET_ROOM = "quiet-room", _("quiet room")
    LARGE_PRINT = "large-print", _("large print")


class Cost(models.TextChoices):
    """What it costs the person who is served."""

    FREE = "free", _("free of charge")
    PARTLY = "partly-paid", _("partly paid")
    PAID = "paid", _("you have to pay")


class StatusNeeded(models.TextChoices):
    """Which legal status or registration a person needs."""

    NONE = "none", _("no status or registration needed")
    TEMPORARY_PROTECTION = "temporary-protection", _("for people with temporary protection")
    ASYLUM = "asylum", _("for asylum seekers and people with international protection")
    REGISTERED = "registered", _("for people who are registered with the state")
    RESIDENTS = "residents", _("for people who live in the centre")


class Capacity(models.TextChoices):
    """Whether there is room."""

    OPEN = "open", _("takes new people")
    LIMITED = "limited", _("few places")
    FULL = "full", _("full at the moment")


class Referral(models.TextChoices):
    """How a person gets to the service."""

    SELF = "self", _("just come")
    CALL = "call", _("call or write first")
    APPOINTMENT = "appointment", _("by appointment")
    REFERRAL = "referral", _("another organization sends you")


class ReferralBy(models.TextChoices):
    """Who may refer."""

    ORGANIZATION = "organization", _("an aid organization")
    DOCTOR = "doctor", _("a doctor")
    SOCIAL_WORKER = "social-worker", _("a social worker")
    AUTHORITY = "authority", _("an office of the state")
    POLICE = "police", _("the police")
    ANYONE = "anyone", _("anyone")


class ReferralMethod(models.TextChoices):
    """How a referral is made."""

    PHONE = "phone", _("by phone")
    EMAIL = "email", _("by e-mail")
    FORM = "form", _("with a form")
    IN_PERSON = "in-person", _("in person")


class Visibility(models.TextChoices):
    """How much of a place the public may know."""

    EXACT = "exact", _("exact: address and point")
    AREA = "area", _("area: only the town")
    HIDDEN = "hidden", _("hidden: contact first")


class ContactKind(models.TextChoices):
    """How to reach a service."""

    PHONE = "phone", _("telephone")
    SHORT_CODE = "short-code", _("short number")
    WHATSAPP = "whatsapp", "WhatsApp"
    VIBER = "viber", "Viber"
    TELEGRAM = "telegram", "Telegram"
    SIGNAL = "signal", "Signal"
    MESSENGER = "messenger", "Messenger"
    EMAIL = "email", _("e-mail")
    WEBSITE = "website", _("website")
    SOCIAL = "social", _("social media")


class Outcome(models.TextChoices):
    """What a check found."""

    CONFIRMED = "confirmed", _("checked, still right")
    UNREACHABLE = "unreachable", _("could not reach them")
    TEMPORARILY_CLOSED = "temporarily-closed", _("temporarily closed")
    CLOSED = "closed", _("closed for good")


class Method(models.TextChoices):
    """How it was checked."""

    PHONE = "phone", _("by phone")
    VISIT = "visit", _("by a visit")
    EMAIL = "email", _("by e-mail or message")
    WEBSITE = "website", _("on their website")
    ORGANIZATION = "organization", _("the organization confirmed it through its link")
    IMPORT = "import", _("from a spreadsheet")


class ExceptionReason(models.TextChoices):
    """Why the hours of some days differ."""

    HOLIDAY = "holiday", _("public holiday")
    RAMADAN = "ramadan", _("Ramadan")
    SEASON = "season", _("season")
    CLOSURE = "closure", _("temporary closure")
    OTHER = "other", _("special hours")


class ReportReason(models.TextChoices):
    """What a reader found wrong."""

    CLOSED = "closed", _("it is closed or has gone")
    MOVED = "moved", _("the address is wrong")
    CONTACT = "contact", _("the phone number or contact does not work")
    HOURS = "hours", _("the opening hours are wrong")
    REFUSED = "refused", _("they did not help me although it says so")
    MONEY = "money", _("they asked for money or favours")
    OTHER = "other", _("something else")


def language_choices() -> list[tuple[str, str]]:
    """Every language of the registry, by code and endonym."""
    return [(code, language.endonym) for code, language in LANGUAGES.items()]
