"""Limits for strangers' forms: enough to stop a flood, nothing to find anybody by."""

import datetime as dt
import time

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import RequestFactory
from django.test.utils import override_settings
from django.utils import timezone

from portal.core import limits

PROXY = override_settings(ENVIRONMENT=settings.ENVIRONMENT.model_copy(update={"behind_proxy": True}))
FORGED = {"HTTP_X_FORWARDED_FOR": "203.0.113.1, 198.51.100.8"}


def sender(address: str, **more: str) -> str:
    return limits.sender(RequestFactory().get("/", REMOTE_ADDR=address, **more))


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("198.51.100.7", "198.51.100.99", True),
        ("198.51.100.7", "198.51.101.7", False),
        ("198.51.100.7", "::ffff:198.51.100.9", True),
        ("2001:db8:1::1", "2001:db8:1:ff::2", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "nonsense", True),
    ],
)
def test_a_sender_is_a_network(one, other, same):
    assert (sender(one) == sender(other)) is same


def test_what_a_visitor_claims_counts_only_behind_our_proxy_and_only_the_proxys_word():
    real = sender("198.51.100.7")
    assert sender("10.0.0.1", **FORGED) == sender("10.0.0.2")
    with PROXY:
        assert sender("10.0.0.1", **FORGED) == real
        assert sender("10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.7, nonsense") != real
        assert sender("10.0.0.1") == sender("10.0.0.2")


def test_tomorrow_nobody_knows_the_sender_of_today(monkeypatch):
    today, salt = sender("198.51.100.7"), cache.get("limits:salt")
    assert today == sender("198.51.100.7")
    now = timezone.now() + dt.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert sender("198.51.100.7") != today
    assert cache.get("limits:salt") != salt


def test_slots_are_limited_and_hold_no_address():
    someone = sender("198.51.100.7")
    assert [limits.allow("forms", someone, 2) for _ in range(3)] == [True, True, False]
    assert limits.allow("other-forms", someone, 2)
    assert limits.allow("forms", sender("198.51.101.7"), 2)
    assert not [key for key in cache._cache if "198.51" in key]
    left = [moment - timezone.now().timestamp() for key, moment in cache._expire_info.items() if "forms" in key]
    assert len(left) == 4
    assert max(left) <= 600


def test_a_slot_is_free_again_after_its_time():
    assert limits.allow("quick", "someone", 1, seconds=1)
    assert not limits.allow("quick", "someone", 1, seconds=1)
    time.sleep(1.1)
    assert limits.allow("quick", "someone", 1, seconds=1)


def test_nobody_is_remembered_for_longer_than_ten_minutes():
    with pytest.raises(ValueError, match="600"):
        limits.allow("forms", "someone", 1, seconds=601)
