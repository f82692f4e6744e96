"""A site that was handed over: its host answers with the way to the new one, and nothing else."""

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from locales import languages
from portal.core import stylesheet
from portal.countries.frame import Frame
from portal.countries.request import PortalRequest

NOTICE = "/moved/"  # the page that stays
_KEPT = "public, max-age=3600"  # a permanent redirect that can be taken back within the hour


def answer(request: PortalRequest, frame: Frame) -> HttpResponse:
    """The notice in every language of the country, or a redirect: to the same page at the new address, or to that address."""
    response: HttpResponse
    if request.path == NOTICE:
        response = render(
            request,
            "countries/moved.html",
            {
                "frame": frame,
                "interface": languages.get("en"),
                "successor": frame.country.successor,
                "notices": _notices(frame),
                "css": stylesheet.load().css,
            },
        )
    else:
        response = HttpResponsePermanentRedirect(target(frame, request.get_full_path()))
    response["Cache-Control"] = _KEPT
    return response


def target(frame: Frame, path: str) -> str:
    """Where an address of the site is now."""
    successor = frame.country.successor
    return successor.rstrip("/") + path if frame.country.keep_paths else successor


def _notices(frame: Frame) -> list[tuple[languages.Language, str]]:
    """The team's own words in each language that has some."""
    found = []
    for code in frame.codes:
        notice = frame.stage_notice(code)
        if notice and notice[1] == code:
            found.append((languages.get(code), notice[0]))
    return found
