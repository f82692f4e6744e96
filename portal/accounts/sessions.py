"""How long somebody stays signed in: half an hour without doing anything, twelve hours at most (OWASP ASVS 5, 7.3).

Only requests of the admin touch a session; reading the public pages never does.
"""

import datetime as dt
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

_SINCE, _SEEN = "signed_in_at", "seen_at"
_STEP = 60  # seconds between two notes of the same person's activity


def begin(request: HttpRequest) -> None:
    """Somebody has signed in."""
    request.session[_SINCE] = request.session[_SEEN] = time.time()


def began(request: HttpRequest) -> dt.datetime:
    """When the person signed in."""
    return dt.datetime.fromtimestamp(request.session.get(_SINCE, 0), dt.UTC)


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person signed in within the last minutes, so few that nothing sensitive asks for the password again."""
    return bool(time.time() - request.session.get(_SINCE, 0) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def has_run_out(request: HttpRequest) -> bool:
    """Whether the person must sign in anew: idle, or signed in, for too long."""
    now = time.time()
    since, seen = request.session.get(_SINCE, 0), request.session.get(_SEEN, 0)
    return bool(
        now - seen > settings.SIGN_IN_IDLE.total_seconds() or now - since > settings.SIGN_IN_LONGEST.total_seconds()
    )


def note(request: HttpRequest) -> None:
    """Somebody does something; written at most once a minute."""
    now = time.time()
    if now - request.session.get(_SEEN, 0) >= _STEP:
        request.session[_SEEN] = now


def end(user: Any) -> int:
    """Sign an account out everywhere; how many sessions it had. Only staff have sessions: there are few."""
    ended = 0
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
            ended += 1
    return ended
