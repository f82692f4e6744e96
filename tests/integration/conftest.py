"""What many tests begin with; a file that needs another one defines its own."""

import pytest

from portal.countries.models import FactText
from portal.countries.roles import Role
from tests.factories import make_article, make_country, make_fact
from tests.factories.translations import person


@pytest.fixture
def country():
    return make_country()


@pytest.fixture
def article(country):
    return make_article(country)


@pytest.fixture
def manager(country):
    return person(country, Role.MANAGER)


@pytest.fixture
def fact(country):
    """Its note is translated, too."""
    found = make_fact(country, "until", label="Valid until")
    FactText.objects.filter(fact=found).update(note="Ask at the office")
    return found
