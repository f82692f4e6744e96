"""What tests of the register of facts share."""

from django.test import Client
from django.urls import reverse
from wagtail import hooks

from portal.countries.models import Fact
from tests.factories.forms import sent


def edit_url(fact: Fact) -> str:
    """The address of a fact's form."""
    return reverse("portal_fact:edit", args=[fact.pk])


def overview(fact: Fact) -> str:
    """The address of a fact at a glance."""
    return reverse("portal_fact_overview", args=[fact.pk])


def opened(client: Client, url: str) -> dict:
    """A form as a browser would send it back unchanged."""
    return sent(client.get(url).context["form"])


def desk(user, countries):
    """What the register puts on a person's desk, by the names of the sections."""
    found = [section for register in hooks.get_hooks("portal_desk") for section in register(user, countries)]
    return {section.name: section for section in found if section.name.startswith("facts-")}
