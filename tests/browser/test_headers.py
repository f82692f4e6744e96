"""The headers of every kind of answer, from the production server with https, graded by Mozilla's HTTP Observatory."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.browser.production import Answer, Production, running

pytestmark = pytest.mark.browser
SITE, DOOR = "moldova.localhost", "localhost"
STRICT = {
    "default-src 'none'",
    "script-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
# name: (host, path, status)
PAGES = {
    "front door": (DOOR, "/en/", 200),
    "home": (SITE, "/uk/", 200),
    "topic": (SITE, "/en/temporary-protection/", 200),
    "privacy": (SITE, "/uk/privacy/", 200),
    "services": (SITE, "/uk/services/", 200),
    "map": (SITE, "/uk/services/map/", 200),
    "search": (SITE, "/uk/search/?q=nothing-at-all", 200),
    "report form": (SITE, "/uk/services/demo-romani-line/report/", 200),
    "not found": (SITE, "/uk/nothing/", 404),
    "language not offered": (SITE, "/ar/", 404),
    "unknown site": ("france.localhost", "/en/", 404),
    "refused host": ("evil.example.org", "/en/", 400),
    "sign-in": (DOOR, "/cms/login/", 200),
}
OTHERS = {
    "redirect": (DOOR, "/cms/", 302),
    "icon": (SITE, "/static/icons/favicon.svg", 200),
    "no such static file": (SITE, "/static/nothing.js", 404),
    "API": (DOOR, "/api/v1/countries", 200),
    "sitemap": (SITE, "/sitemap.xml", 200),
    "feed": (SITE, "/uk/feed.atom", 200),
    "robots": (SITE, "/robots.txt", 200),
    "places": (SITE, "/uk/services/map.geojson", 200),
    "health": (DOOR, "/healthz", 200),
}


@pytest.fixture(scope="module")
def production(server) -> Iterator[Production]:
    """``server`` has prepared the database and the static files."""
    kept = {name: server.environment[name] for name in ("DATABASE_URL", "MEDIA_ROOT")}
    with running("test-headers", **kept) as found:
        yield found


@pytest.fixture(scope="module")
def answers(production) -> dict[str, Answer]:
    recording = next((Path(settings.MEDIA_ROOT)).rglob("*.mp3")).relative_to(settings.MEDIA_ROOT)
    asked = {**PAGES, **OTHERS, "recording": (SITE, f"/media/{recording}", 200)}
    found = {name: production.ask(host, path) for name, (host, path, _status) in asked.items()}
    assert {name: found[name].status for name in asked} == {name: status for name, (*_, status) in asked.items()}
    return found


def policy(answer: Answer) -> set[str]:
    return {part.strip() for part in answer.one("Content-Security-Policy").split(";")}


def test_every_answer_carries_the_fixed_headers(answers):
    for name, answer in answers.items():
        expected = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Embedder-Policy": "require-corp",
            "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
        }
        assert {header: answer.one(header) for header in expected} == expected, name
        assert answer.one("X-Frame-Options") == "DENY", name
        assert "default-src 'none'" in policy(answer), name
        assert not answer.all("Server") or "granian" in answer.one("Server").lower()


def test_public_pages_are_strict(answers):
    for name in PAGES:
        found = policy(answers[name])
        assert "unsafe" not in " ".join(found), name
        if name != "sign-in":
            assert found >= STRICT, name
            [styles] = [part for part in found if part.startswith("style-src")]
            assert styles.startswith("style-src 'self' 'sha256-"), name


def test_uploads_run_nothing(answers):
    assert policy(answers["recording"]) == {"default-src 'none'", "sandbox"}
    assert policy(answers["icon"]) == {"default-src 'none'", "frame-ancestors 'none'"}


def test_only_the_list_and_the_map_of_services_may_ask_where_the_reader_is(answers):
    allowed = {name for name, answer in answers.items() if "geolocation=(self)" in answer.one("Permissions-Policy")}
    assert allowed == {"services", "map"}
    for name in set(answers) - allowed:
        assert answers[name].one("Permissions-Policy") == "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def test_no_cookie_but_on_forms(answers):
    with_cookie = {name for name, answer in answers.items() if answer.all("Set-Cookie")}
    assert with_cookie <= {"report form", "sign-in"}
    for name in with_cookie:
        for cookie in answers[name].all("Set-Cookie"):
            assert cookie.startswith("__Host-"), cookie
            assert {"Secure", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}, cookie
            assert "expires" not in cookie.lower(), cookie
            assert "Max-Age" not in cookie, cookie


def test_the_observatory_gives_every_page_an_a_plus(production, answers):
    plain = production.ask(SITE, "/uk/", https=False)
    assert (plain.status, plain.one("Location")) == (301, f"https://{SITE}/uk/")
    given = []
    for name, (host, path, status) in PAGES.items():
        if status >= 400:
            continue
        preflight = production.ask(
            host, path, method="OPTIONS", Origin="https://elsewhere.example.org", Access_Control_Request_Method="GET"
        )
        given.append(
            {
                "name": name,
                "host": host,
                "headers": answers[name].headers,
                "body": answers[name].text,
                "preflight": preflight.headers,
                "plain": {"status": 301, "location": f"https://{host}{path}"},
            }
        )
    run = subprocess.run(
        ["node", "tests/observatory.mjs"],
        cwd=settings.BASE_DIR,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    grades = json.loads(run.stdout)
    print(grades)
    assert {name: grade["grade"] for name, grade in grades.items()} == {item["name"]: "A+" for item in given}
    assert {name: grade["failed"] for name, grade in grades.items()} == {item["name"]: [] for item in given}


def test_a_reader_cannot_send_more_than_a_form(production):
    body = b"comment=" + b"x" * 300_000
    answer = production.ask(SITE, "/uk/services/demo-romani-line/report/", method="POST", body=body)
    assert answer.status == 400


def test_health_tells_no_more_than_ok(answers):
    assert answers["health"].body == b"ok\n"
