"""Contacts: what is kept, where a link leads, what people read."""

import pytest

from services_map.contacts import BadContact, check, link, shown

# (region, as people write it, its digits)
NUMBERS = [
    ("BG", "+359 43 012 345", "35943012345"),
    ("CZ", "+420 601 123 456", "420601123456"),
    ("HU", "+36 20 123 4567", "36201234567"),
    ("MD", "+373 621 12 345", "37362112345"),
    ("RO", "+40 712 034 567", "40712034567"),
    ("RS", "+381 60 1234567", "381601234567"),
    ("SK", "+421 912 123 456", "421912123456"),
    ("UA", "+380 50 123 4567", "380501234567"),
]
OTHERS = [
    ("phone", "022 82 00 07", "tel:+37322820007"),
    ("phone", "0 800 800 11", "tel:080080011"),
    ("short-code", "116 111", "tel:116111"),
    ("telegram", "@help_moldova", "https://t.me/help_moldova"),
    ("messenger", "help.moldova", "https://m.me/help.moldova"),
    ("email", "legal.aid@example.org", "mailto:legal.aid@example.org"),
    ("email", "a&b?c@example.org", "mailto:a%26b%3Fc@example.org"),
    ("website", "https://example.org/ajutor/", "https://example.org/ajutor/"),
    ("social", "https://www.facebook.com/example", "https://www.facebook.com/example"),
]


@pytest.mark.parametrize(("region", "number", "digits"), NUMBERS)
def test_a_full_number_opens_in_every_application(region, number, digits):
    assert link("phone", number, region) == f"tel:+{digits}"
    assert link("whatsapp", number, region) == f"https://wa.me/{digits}"
    assert link("viber", number, region) == f"viber://chat?number=%2B{digits}"
    assert link("signal", number, region) == f"https://signal.me/#p/+{digits}"
    assert link("telegram", number, region) == f"https://t.me/+{digits}"
    assert shown("viber", number, region) == number


@pytest.mark.parametrize(("kind", "value", "address"), OTHERS)
def test_links(kind, value, address):
    assert link(kind, value, "MD") == address
    assert check(kind, value, "MD") == value


@pytest.mark.parametrize(
    ("kind", "pasted", "kept"),
    [
        ("whatsapp", "https://wa.me/37362112345?text=Hi", "+37362112345"),
        ("whatsapp", "https://api.whatsapp.com/send?phone=37362112345&text=Hi", "+37362112345"),
        ("viber", "viber://chat?number=+37362112345", "+37362112345"),
        ("signal", "https://signal.me/#p/+37362112345", "+37362112345"),
        ("telegram", "help_moldova", "@help_moldova"),
        ("telegram", "https://t.me/help_moldova?start=1", "@help_moldova"),
        ("telegram", "t.me/+37362112345", "+37362112345"),
        ("telegram", "0037362112345", "+37362112345"),
        ("messenger", "https://www.facebook.com/messages/t/help.moldova/", "help.moldova"),
        ("messenger", "m.me/100064", "100064"),
        ("email", "mailto:Aid@Example.ORG", "Aid@example.org"),
        ("website", "Example.org/Help", "https://example.org/Help"),
        ("website", "HTTPS://помощ.бг", "https://помощ.бг"),
    ],
)
def test_what_people_paste_becomes_what_is_kept(kind, pasted, kept):
    assert check(kind, pasted, "MD") == kept
    assert link(kind, pasted, "MD") == link(kind, kept, "MD") != ""


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("phone", "0800 HELP", "no letters"),
        ("whatsapp", "022 82 00 07", "Write the full number"),
        ("telegram", "@ab", "A Telegram name has 4 to 32"),
        ("telegram", "@помощь", "A Telegram name has"),
        ("telegram", "https://t.me/joinchat/AbCdEf", "A Telegram name has"),
        ("telegram", "https://t.me/+AbCdEf", "no letters"),
        ("messenger", "Help Moldova", "Write the page's name"),
        ("email", "aid(at)example.org", "is not an e-mail address"),
        ("email", "a@example.org\nBcc: b@example.org", "invisible characters"),
        ("website", "javascript:alert(1)", "web address"),
        ("website", "http://example.org", "begins with https://"),
        ("website", "https://name:word@example.org", "no user name or password"),
        ("website", "https://example.org@evil.example", "no user name or password"),
        ("website", "https://exa mple.org", "is not a web address"),
        ("website", "https://[::1", "is not a web address"),
        ("website", "https://example.org/\u202egro", "invisible characters"),
        ("social", "data:text/html,x", "web address"),
        ("website", "", "is not a web address"),
        ("fax", "022 82 00 07", "“fax” is no kind of contact."),
    ],
)
def test_what_is_no_contact_says_why_and_gets_no_link(kind, value, message):
    with pytest.raises(BadContact) as refused:
        check(kind, value, "MD")
    assert message in str(refused.value)
    assert link(kind, value, "MD") == ""


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        ("phone", "0 800 800 11", "0 800 800 11"),
        ("phone", "+381 64 828 3171", "+381 64 828 3171"),
        ("telegram", "https://t.me/help_moldova", "@help_moldova"),
        ("messenger", "help.moldova", "m.me/help.moldova"),
        ("email", "aid@example.org", "aid@example.org"),
        ("website", "https://www.example.org/", "example.org"),
        ("social", "https://t.me/s/example", "t.me/s/example"),
        ("phone", "ask inside", "ask inside"),
    ],
)
def test_what_people_read(kind, value, read):
    assert shown(kind, value, "MD") == read
