"""Logs tell what went wrong with the portal, never who read what."""

import logging
import re

_QUERY = re.compile(r"\?\S*")
_SENDER = re.compile(r"https?://\S+")  # a refused form's message names the page or the site that it came from
# Links that open something: an organization's listings, an invitation, a new password.
_TOKEN = re.compile(r"(/confirm/|/invitation/|/password/reset/key/)[^/\s]+")


class NoRequestData(logging.Filter):
    """Takes the request, and with it address, agent and query, out of every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.__dict__.pop("request", None)
        if record.name.startswith("django.request") or record.name.startswith("django.security"):
            # Their messages hold the path, and for a disallowed host the host that was sent.
            record.msg = _TOKEN.sub(r"\1...", _SENDER.sub("...", _QUERY.sub("?...", record.getMessage())))
            record.args = ()
        return True
