"""An archived country is changed by programme staff only. ``portal/lifecycle/readonly.py`` watches what is saved; what is written past
``save`` (in bulk) asks here itself."""

from typing import Any

from django.utils.translation import gettext as _

from portal.countries import roles
from portal.countries.models import Country, Stage


def closed(country: Country, user: Any) -> bool:
    """Whether this person may change nothing of the country, because it is archived."""
    return country.stage == Stage.ARCHIVED and not roles.is_programme_staff(user)


def refusal(country: Country) -> str:
    """Why nothing of this country can be changed."""
    return _("%(country)s is archived. Nothing was changed: only programme staff can change an archived site.") % {
        "country": country
    }
