"""Django's own English is American: Nov. 22, 2026, 11:02 a.m."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
TIME_FORMAT = "H:i"
