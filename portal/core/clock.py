"""What day it is. Code asks here, so that tests can set the clock."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> dt.datetime:
    """The moment, aware of its time zone."""
    return timezone.now()


def today(time_zone: str) -> dt.date:
    """The calendar day in a time zone such as ``Europe/Chisinau``."""
    return now().astimezone(ZoneInfo(time_zone)).date()
