"""A cache that does just what deploy/cdn.md tells a CDN to do, in front of the portal: nobody is given what is not for them, nor what is old."""

import re
import time
import xml.etree.ElementTree as ET

import pytest
from django.contrib.auth import get_user_model

from tests.conftest import SiteClient
from tests.factories import make_article, make_country
from tests.integration.test_nothing_foreign import LOCATION, MACHINES, MORE

# Whatever a browser says besides what the key holds.
OTHERS = (
    {"accept-language": "ar, uk;q=0.5", "user-agent": "Opera Mini", "referer": "https://news.example.org/"},
    {"cookie": "consent=yes; sessionid=old", "x-forwarded-for": "192.0.2.7", "sec-ch-ua-mobile": "?1", "dnt": "1"},
    {
        "accept": "*/*",
        "x-requested-with": "XMLHttpRequest",
        "forwarded": "host=evil.example",
        "x-original-url": "/cms/",
    },
)
PASSES = re.compile(r"^/(cms|documents|healthz|readyz)(/|$)")


class Cdn:
    """The table of deploy/cdn.md, rule by rule."""

    def __init__(self, host: str) -> None:
        self.client = SiteClient(host)
        self.kept: dict[tuple[str, str, str], tuple[float, object]] = {}
        self.hits = 0

    def get(self, path: str, method: str = "get", **headers: str):
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        passes = method not in ("get", "head") or PASSES.match(path) or "authorization" in given
        passes = passes or re.search(r"(^|;\s*)(__Host-)?session=", given.get("cookie", ""))
        if passes:
            return getattr(self.client, method)(path, headers=given)
        forms = given.get("accept-encoding", "")
        form = next((form for form in ("br", "gzip") if form in forms), "")
        key = (path, form, "on" if given.get("save-data", "").lower() == "on" else "")
        until, answer = self.kept.get(key, (0.0, None))
        if time.monotonic() < until:
            self.hits += 1
            return answer
        answer = self.client.get(path, headers=given)
        control = answer.get("Cache-Control", "")
        seconds = re.search(r"s-maxage=(\d+)", control)
        if answer.status_code == 200 and seconds and not re.search("private|no-store|no-cache", control):
            assert "Set-Cookie" not in answer.headers
            self.kept[key] = (time.monotonic() + int(seconds[1]), answer)
        return answer


@pytest.fixture
def forever(monkeypatch):
    """Time stands still for the cache: everything that it may keep at all is given to all who come."""
    moment = time.monotonic()
    monkeypatch.setattr("tests.integration.test_cdn_rules.time", type("Still", (), {"monotonic": lambda: moment}))


def body(answer) -> tuple[int, bytes]:
    return answer.status_code, b"".join(answer) if answer.streaming else answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["moldova", "serbia"])
def test_the_key_says_all_that_an_answer_depends_on(slug, forever):
    host = f"{slug}.localhost"
    cdn, straight = Cdn(host), SiteClient(host)
    root = ET.fromstring(straight.get("/sitemap.xml").content)
    paths = [url.findtext(LOCATION).removeprefix(f"http://{host}:8000") for url in root]
    paths = (
        paths[:: len(paths) // 60] + [f"/{code}/{part}" for code in ("uk", "en") for part in MORE] + [*MACHINES, "/"]
    )
    kept = 0
    for path in paths:
        for encoding in ("", "gzip", "br"):
            form = {"accept-encoding": encoding}
            first = cdn.client.get(path, headers=form)
            cdn.get(path, accept_encoding=encoding)
            for others in OTHERS:
                hits = cdn.hits
                given = cdn.get(path, **{**others, "accept-encoding": f"{encoding}, deflate"})
                if cdn.hits > hits:
                    kept += 1
                    assert body(given) == body(first), path
                    assert body(given) == body(straight.get(path, headers={**others, **form})), path
                    varied = {name.strip().lower() for name in given.get("Vary", "").split(",")} - {""}
                    assert varied <= {"accept-encoding", "save-data"}, path
    assert kept > 400
    # What differs by the reader's languages is given by the portal each time.
    assert not any(path == "/" for path, *_ in cdn.kept)


def test_what_is_for_one_person_is_kept_for_nobody(db, forever):
    country = make_country()
    make_article(country, sensitive=True, slug="shelter")
    make_article(country)
    cdn = Cdn("testland.localhost")
    staff = get_user_model().objects.create_superuser("somebody")
    cdn.client.force_login(staff)
    session = f"session={cdn.client.cookies['session'].value}"
    own = ["/en/housing/a-guide/", "/en/", "/cms/", "/cms/pages/"]
    for path in own:
        cdn.get(path, cookie=session)
    cdn.get("/en/housing/a-guide/", authorization="Basic c29tZWJvZHk6")
    cdn.client.cookies.clear()
    for path in ("/en/housing/shelter/", "/en/search/?q=shelter", "/en/nothing/", "/cms/", "/readyz"):
        cdn.get(path)
    cdn.get("/en/", method="post")
    assert cdn.kept == {}
    cdn.get("/en/housing/a-guide/")
    assert len(cdn.kept) == 1


def test_a_correction_is_there_a_second_later(db):
    article = make_article(make_country())
    cdn = Cdn("testland.localhost")
    path = "/en/housing/a-guide/"
    cdn.get(path)
    assert "A guide" in cdn.get(path).text
    article.title = "Another title"
    article.save_revision().publish()
    time.sleep(1.05)
    assert "Another title" in cdn.get(path).text
