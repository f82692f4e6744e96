"""Ways to pass an address on that need no script, and load none of anybody's."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Way:
    """An application that a link opens; ``icon`` is its picture."""

    name: str
    url: str
    icon: str


def ways(url: str, title: str) -> list[Way]:
    """WhatsApp, Telegram, Viber, a short message and e-mail."""
    text = f"{title} {url}"
    return [
        Way("WhatsApp", f"https://wa.me/?{_query(text=text)}", "message-circle"),
        Way("Telegram", f"https://t.me/share/url?{_query(url=url, text=title)}", "send"),
        Way("Viber", f"viber://forward?{_query(text=text)}", "message-circle"),
        Way("SMS", f"sms:?{_query(body=text)}", "message-square"),
        Way(_("E-mail"), f"mailto:?{_query(subject=title, body=text)}", "mail"),
    ]


def _query(**values: str) -> str:
    """Spaces as %20: applications show a plus as it is."""
    return urlencode(values, quote_via=quote)
