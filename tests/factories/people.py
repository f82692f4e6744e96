"""People of a country's team, signed in to the admin."""

from django.contrib.auth import get_user_model
from django.test import Client

from portal.countries import roles
from portal.countries.roles import Role


def member(country, role: Role, language: str = "") -> Client:
    """Somebody of a country's team, signed in."""
    user = get_user_model().objects.create(username=f"{role}-{country.slug}{language}")
    user.groups.add(roles.group(country, role, language))
    client = Client(HTTP_HOST="localhost:8000")
    client.force_login(user)
    client.user = user
    return client
