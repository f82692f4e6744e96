"""Contacts of services: what is kept, what people read, and the address that opens the right application."""

import re
import unicodedata
from urllib.parse import quote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from portal.core.phones import dial
from services_map import phones

NUMBERS = ("phone", "short-code", *phones.MESSENGERS)
ADDRESSES = ("website", "social")

_TELEGRAM_NAME = re.compile(
    r"[A-Za-z][A-Za-z0-9_]{2,30}[A-Za-z0-9]"
)  # https://core.telegram.org/method/account.checkUsername
_MESSENGER_PAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{3,78}[A-Za-z0-9]")
# What people copy out of an application: the number or name follows.
_PASTED = {
    "whatsapp": r"(?:https?://)?(?:wa\.me/|api\.whatsapp\.com/send/?\?phone=)\+?(?=\d)",
    "viber": r"viber://(?:chat|add|contact)/?\?number=\+?(?=\d)",
    "signal": r"(?:https?://)?signal\.me/#p/\+?(?=\d)",
    "telegram": r"(?:https?://)?(?:www\.)?(?:t|telegram)\.me/(?=[+\w])|@",
    "messenger": r"(?:https?://)?(?:www\.)?(?:m\.me/|messenger\.com/t/|facebook\.com/messages/t/)(?=\w)|@",
    "email": r"mailto:",
}


class BadContact(ValueError):
    """The value is no contact of its kind; the message says why, in the active language."""


def check(kind: str, value: str, region: str) -> str:
    """The value as it is kept. Raises BadContact.

    ``kind``: phone, short-code, whatsapp, viber, signal, telegram, messenger, email, website, social. ``region``: ISO 3166 code of
    the country, for numbers without ``+``. Addresses copied from an application become the number or name in them.
    Kept are: numbers as written, Telegram ``@name`` or a full number, Messenger the page's name, web addresses with https.
    """
    value = value.strip()
    # Line ends, and the marks that turn the direction of what is read.
    if kind not in NUMBERS and any(unicodedata.category(character)[0] == "C" for character in value):
        raise BadContact(_("It has invisible characters in it: type it anew."))
    if kind in ADDRESSES:
        return _web_address(value)
    bare = _bare(kind, value)
    try:
        if kind in NUMBERS:
            return phones.check(bare, region, kind)
        if kind == "telegram" and re.match(r"\+|00", bare):
            return phones.check(bare, region, "whatsapp")  # another messenger's rules: a full number
    except phones.BadPhone as problem:
        raise BadContact(str(problem)) from problem
    if kind == "telegram":
        return "@" + _name(
            _TELEGRAM_NAME, bare, _("A Telegram name has 4 to 32 letters a-z, digits and _, such as @example.")
        )
    if kind == "messenger":
        return _name(
            _MESSENGER_PAGE, bare, _("Write the page's name as in m.me/name: letters a-z, digits and full stops.")
        )
    if kind == "email":
        return _email(bare)
    raise BadContact(_("“%(kind)s” is no kind of contact.") % {"kind": kind})


def link(kind: str, value: str, region: str) -> str:
    """The address that opens the right application; "" for a value that ``check`` refuses: nothing else gets into a link.

    ``tel:`` RFC 3966 · ``mailto:`` RFC 6068 · WhatsApp https://faq.whatsapp.com/5913398998672934 ("click to chat": digits without
    +) · Viber ``viber://chat?number=``, the + encoded, else its mobile applications read a space · Telegram
    https://core.telegram.org/api/links (public username links, phone number links) · Signal ``https://signal.me/#p/+...``, the
    phone number link that its applications make · Messenger https://developers.facebook.com/docs/messenger-platform/discovery/m-me-links
    """
    try:
        value = check(kind, value, region)
    except BadContact:
        return ""
    digits = re.sub(r"\D", "", value)
    if kind in ("phone", "short-code"):
        return f"tel:{dial(value, region)}"
    if kind == "telegram":
        return f"https://t.me/{'+' + digits if value.startswith('+') else value.removeprefix('@')}"
    forms = {
        "whatsapp": f"https://wa.me/{digits}",
        "viber": f"viber://chat?number=%2B{digits}",
        "signal": f"https://signal.me/#p/+{digits}",
        "messenger": f"https://m.me/{value}",
        "email": f"mailto:{quote(value, safe='@.+-_')}",
    }
    return forms.get(kind, value)


def shown(kind: str, value: str, region: str) -> str:
    """What people read: numbers and names as written, web addresses without ``https://`` and a last slash."""
    try:
        value = check(kind, value, region)
    except BadContact:
        return value.strip()
    if kind == "messenger":
        return f"m.me/{value}"
    if kind in ADDRESSES:
        return value.removeprefix("https://").removeprefix("www.").removesuffix("/")
    return value


def _bare(kind: str, value: str) -> str:
    """A number or name without the address of the application around it."""
    bare = re.sub(rf"^(?:{_PASTED[kind]})", "", value, flags=re.IGNORECASE) if kind in _PASTED else value
    if kind in ("telegram", "messenger"):
        return re.sub(r"/?(?:\?.*)?$", "", bare)
    return "+" + re.sub(r"[/?&].*$", "", bare) if bare != value and kind in NUMBERS else bare


def _name(pattern: re.Pattern[str], value: str, otherwise: str) -> str:
    if not pattern.fullmatch(value):
        raise BadContact(otherwise)
    return value


def _email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        raise BadContact(
            _("“%(value)s” is not an e-mail address, such as name@example.org.") % {"value": value}
        ) from None
    name, _at, domain = value.rpartition("@")
    return f"{name}@{domain.lower()}"


def _web_address(value: str) -> str:
    address = value if re.match(r"[a-z][a-z0-9+.-]*:", value, re.IGNORECASE) else f"https://{value}"
    try:
        parts = urlsplit(address)
        URLValidator(schemes=[parts.scheme])(address)
    except (ValidationError, ValueError) as problem:
        raise BadContact(
            _("“%(value)s” is not a web address, such as https://example.org.") % {"value": value}
        ) from problem
    if parts.scheme.lower() != "https":
        raise BadContact(_("A web address begins with https://."))
    if "@" in parts.netloc:
        raise BadContact(_("A web address has no user name or password in it."))
    return parts._replace(scheme="https", netloc=parts.netloc.lower()).geturl()
