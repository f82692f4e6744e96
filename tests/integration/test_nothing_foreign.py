"""Every public address of every country in every language: no cookie, and nothing that a browser would fetch from elsewhere."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.countries import policies
from portal.countries.models import Country
from tests.conftest import SiteClient

LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
# Pages outside the sitemap, below each language.
MORE = (
    "",
    "alerts/",
    "changes/",
    "listen/",
    "partners/",
    "search/",
    "search/?q=a",
    "services/",
    "services/map/",
    "nothing/",
)
MACHINES = ("/robots.txt", "/sitemap.xml", "/feed.atom")
# What a browser fetches by itself when it shows a page; where a form goes.
FETCHED = re.compile(
    r"""<(?:script|img|audio|video|source|track|iframe|embed|object|input|body|form|button|image|use|a)\b[^>]*?"""
    r"""\s(?:src|srcset|poster|data|background|action|formaction|ping|xlink:href)\s*=\s*["']([^"']*)"""
    r"""|<link\b(?![^>]*\brel="(?:canonical|alternate)")[^>]*?\shref\s*=\s*["']([^"']*)"""
    r"""|url\(\s*["']?([^)"']+)|@import\s+["']([^"']+)""",
    re.IGNORECASE,
)
NEVER = re.compile(r"<(?:iframe|object|embed|base)\b|http-equiv", re.IGNORECASE)


def fetched(html: str) -> Iterator[str]:
    for found in FETCHED.findall(html):
        for part in filter(None, found):
            yield from (item.split()[0] for item in part.split(",") if item.strip()) if ", " in part else (part,)


def is_own(address: str, host: str) -> bool:
    return not re.match(r"(?i)([a-z][a-z0-9+.-]*:|//)", address) or address.startswith(f"http://{host}:8000/")


def check(response, host: str, path: str) -> None:
    assert not response.cookies, path
    assert "Set-Cookie" not in response.headers, path
    if "text/html" in response.get("Content-Type", ""):
        html = response.content.decode()
        assert [address for address in fetched(html) if not is_own(address, host)] == [], path
        assert not NEVER.search(html), path


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["bulgaria", "czechia", "hungary", "moldova", "romania", "serbia", "slovakia"])
def test_no_cookie_no_third_party_and_no_write_anywhere(slug):
    host = f"{slug}.localhost"
    client = SiteClient(host)
    country = Country.objects.get(slug=slug)
    codes = list(country.languages.values_list("locale__language_code", flat=True))
    root = ET.fromstring(client.get("/sitemap.xml").content)
    paths = [url.findtext(LOCATION).removeprefix(f"http://{host}:8000") for url in root]
    assert len(paths) > 50
    paths += [f"/{code}/{part}" for code in codes for part in (*MORE, *(f"{name}/" for name in policies.BY_SLUG))]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for path in [*paths, *MACHINES]:
            check(client.get(path), host, path)
    writes = [query["sql"][:200] for query in queries if re.match(r"\s*(INSERT|UPDATE|DELETE)", query["sql"])]
    assert writes == []
    assert not client.cookies


def test_the_check_itself_finds_what_is_foreign():
    bad = """<script src="https://cdn.example.org/x.js"></script><img srcset="/a.png 1x, //b.example.org/b.png 2x">
    <link rel="stylesheet" href="https://fonts.example.org/f.css"><style>a{background:url(http://c.example.org/c.png)}</style>
    <form action="https://d.example.org/"><video poster="data:image/png;base64,AAAA"></video><a ping="//e.example.org/" href="/x">
    <link rel="canonical" href="https://elsewhere.example.org/"><img src="/own.png">"""
    foreign = [address for address in fetched(bad) if not is_own(address, "moldova.localhost")]
    assert len(foreign) == 7
