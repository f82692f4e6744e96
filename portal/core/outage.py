"""Reading goes on while the database does not: the last good copy of a page, with a notice that says how old it is (ADR 37).

A process that has just met a database which does not answer leaves it alone for ``PAUSE``; one request at a time then tries again, all others
get copies at once. A copy is kept in memory only until the next try, so that readers have the page itself again within that time.
"""

import datetime as dt
import logging
import sys
import threading
import time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.backends.signals import connection_created
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext

from locales import formats, languages
from portal.core.copies import Copy

# Seconds for which the database is left alone after it has failed, and for which a copy stands in for a page that cannot be rendered.
PAUSE = 2.0
# A failure that took so many seconds holds up whoever meets it: then nobody but one request at a time is let run into it, and pauses
# grow up to the longest.
SLOW, LONGEST_PAUSE = 0.5, 8.0
# Seconds after which a browser or a proxy may ask again for a page of which there is no copy.
RETRY_AFTER = 30
# What a reader's rendering may wait for, in milliseconds; a migration that holds a table makes it fail, and the copy be shown. People who
# are signed in wait longer: their work must not be lost.
_PATIENCE = {
    "readers": "SET lock_timeout = 1500; SET statement_timeout = 10000",
    "staff": "SET lock_timeout = 30000; SET statement_timeout = 0",
}

_logger = logging.getLogger(__name__)


class Breaker:
    """What this process knows of the database. Threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failed_at: float | None = None
        self._trying_since: float | None = None
        self._pause = PAUSE
        self.slow = False

    @property
    def failing(self) -> bool:
        """Whether the database did not answer when it was last asked."""
        return self._failed_at is not None

    def may_try(self) -> bool:
        """Whether this request may ask the database: always while it answers, else one request after each pause."""
        if self._failed_at is None:
            return True
        now = time.monotonic()
        with self._lock:
            if self._failed_at is None:
                return True
            if now - self._failed_at < self._pause or (self._trying_since and now - self._trying_since < 15):
                return False
            self._trying_since = now
            return True

    def note_failure(self, began: float) -> None:
        """The database has not answered a request that began at this moment of the monotonic clock."""
        now = time.monotonic()
        with self._lock:
            if self._failed_at is None:
                _logger.error("The database does not answer: readers get the last copies of pages.")
            self.slow = now - began > SLOW
            self._pause = min(self._pause * 2, LONGEST_PAUSE) if self.slow and self._trying_since else PAUSE
            self._failed_at, self._trying_since = now, None

    def note_success(self) -> None:
        """The database answers."""
        with self._lock:
            if self._failed_at is not None:
                _logger.error("The database answers again.")
            self._failed_at, self._trying_since, self._pause, self.slow = None, None, PAUSE, False


breaker = Breaker()
_request = threading.local()  # what one thread's request has met


def begin(*, staff: bool) -> None:
    """A request begins on this thread: forget what the one before met, and wait for locks as befits who asks."""
    _request.began, _request.failed = time.monotonic(), False
    _be_patient("staff" if staff else "readers")


def database_failed() -> bool:
    """Whether this thread's request has met a database that does not answer."""
    return bool(getattr(_request, "failed", False))


def end() -> None:
    """The request's answer is there: tell the breaker."""
    if database_failed():
        breaker.note_failure(_request.began)
    elif breaker.failing:
        try:
            with connection.cursor() as cursor:  # the page may have come from memory
                cursor.execute("SELECT 1")
        except DatabaseError:
            connection.close()
            breaker.note_failure(time.monotonic())
        else:
            breaker.note_success()


def is_database_failure(problem: BaseException | None) -> bool:
    """Whether an error means that the database does not answer, or not in time; not that a query is wrong."""
    return isinstance(problem, (OperationalError, InterfaceError))


def notice(language: str, time_zone: str, made: float) -> str:
    """What readers of a copy are told, as HTML in the page's language."""
    moment = dt.datetime.fromtimestamp(made, ZoneInfo(time_zone))
    interface = languages.get(language).catalog_code
    with translation.override(language):
        text = gettext("Part of our site is not working now. You see this page as it was on %(date)s at %(time)s.") % {
            "date": formats.date(moment.date(), interface),
            "time": formats.time(moment, interface),
        }
    direction = languages.get(interface).direction
    return format_html(
        '<div class="callout notice" role="note" lang="{}" dir="{}"><p>{}</p></div>',
        languages.tag(interface),
        direction,
        text,
    )


def with_notice(copy: Copy) -> bytes:
    """The body of a copy, with its notice at the beginning of the page's content."""
    body = copy.plain()
    for place in (b'<main id="main">', b"<body>"):
        before, found, after = body.partition(place)
        if found and copy.notice:
            return b"".join((before, found, copy.notice.encode(), after))
    return body


def headers(copy: Copy) -> list[tuple[str, str]]:
    """The headers of a copy: those of the page, but no proxy may keep it for longer than a second."""
    kept = [(name, value) for name, value in copy.headers if name not in ("ETag", "Cache-Control")]
    control = dict(copy.headers).get("Cache-Control", "")
    if control.startswith("public"):
        control = "public, max-age=0, s-maxage=1"
    return [*kept, ("Cache-Control", control), ("Cache-Status", "portal; hit; detail=last-good-copy")]


def watch() -> None:
    """Learn of every failure. Called once, when the portal starts."""
    got_request_exception.connect(_on_exception, dispatch_uid="portal.core.outage")
    connection_created.connect(_on_connection, dispatch_uid="portal.core.outage")


def _on_exception(sender: Any, **kwargs: Any) -> None:
    if is_database_failure(sys.exc_info()[1]):
        _request.failed = True


def _on_connection(sender: Any, connection: Any, **kwargs: Any) -> None:
    connection.patience = ""
    who = getattr(_request, "who", "")
    if who:
        _set_patience(connection, who)


def _be_patient(who: str) -> None:
    """Only where the server's own connection is open and was used by the other kind of people before: that is seldom."""
    _request.who = who
    if connection.connection is not None and getattr(connection, "patience", who) != who:
        _set_patience(connection, who)


def _set_patience(connection: Any, who: str) -> None:
    if connection.vendor != "postgresql" or settings.ENVIRONMENT.debug:
        return
    # Past Django's own cursor, which would begin a transaction's bookkeeping. A connection that is broken shows in the next query.
    try:
        with connection.connection.cursor() as cursor:
            cursor.execute(_PATIENCE[who])
        connection.patience = who
    except Exception:
        connection.patience = ""
