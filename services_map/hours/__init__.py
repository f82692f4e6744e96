"""Opening hours: one string in OpenStreetMap's ``opening_hours`` syntax, checked, evaluated, shown as a table and exported.

The syntax: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification. Three values stand for themselves: "" hours are not
known, ``"by appointment"`` (with its quotation marks), ``24/7``. Nothing here touches the database.

What the string means, where the specification or the library ``opening-hours-py`` leaves room:

- Times are wall-clock times of the place. A time that the spring change skips is the moment of the change; one that the
  autumn change repeats is its first occurrence (as in RFC 5545, 3.3.5).
- An interval belongs to the day on which it starts and runs to its end past midnight, whatever the next day's rule says.
  Only a dated exception that says "off" cuts it at midnight.
- Public holidays (``PH``) are those of ``holidays.py``. In a country without a calendar ``PH`` never applies.
- A rule of a comment alone (``Sa "call first"``) is unknown, or by appointment where the comment says appointment.
"""

from services_map.hours.opening import Opening, changes, state
from services_map.hours.overrides import Override
from services_map.hours.spans import Status
from services_map.hours.table import Day, grouped, week
from services_map.hours.weekly import from_regular, regular, schedules
from services_map.hours.writing import BadHours, check, check_times

__all__ = [
    "BadHours",
    "Day",
    "Opening",
    "Override",
    "Status",
    "changes",
    "check",
    "check_times",
    "from_regular",
    "grouped",
    "regular",
    "schedules",
    "state",
    "week",
]
