"""The parts of an ``opening_hours`` string: rules with their days, times, state and comment."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DAY_MINUTES = 24 * 60
WHOLE_DAY = ((0, DAY_MINUTES),)

_RULE = re.compile(
    r"""(?P<days>[^:"]*?)\s*
        (?P<times>(?:24/7|\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)?)\s*
        (?P<state>(?:\b(?:off|unknown|open)\b)?)\s*
        (?P<comment>(?:"[^"]*")?)""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Rule:
    """One rule. ``joint``: how it follows the one before: ";" replaces the day, "," adds to it, "||" where that one is closed.

    ``days``: its selectors as written, "" for every day. ``times``: (from, to) in minutes after the day's midnight, past 1440 on
    the next day; empty where the whole day is off or unknown. ``state``: open, off, unknown. ``comment``: without its marks.
    """

    joint: str
    days: str
    times: tuple[tuple[int, int], ...]
    state: str
    comment: str

    def __str__(self) -> str:
        times = ",".join(f"{clock(start)}-{clock(end)}" for start, end in self.times)
        if not self.days and self.times == WHOLE_DAY:
            times = "24/7"
        # "unknown" is implied by a comment without times.
        state = (
            "" if self.state == "open" or (self.state == "unknown" and self.comment and not self.times) else self.state
        )
        return " ".join(part for part in (self.days, times, state, f'"{self.comment}"' if self.comment else "") if part)

    @property
    def explicit(self) -> str:
        """The rule as the library must read it: a comment alone is open to it, unknown to the specification."""
        if self.state == "unknown" and self.comment and not self.times:
            return f'{self.days} unknown "{self.comment}"'.strip()
        return str(self)

    @property
    def evenings(self) -> "Rule":
        """The rule without what runs past midnight."""
        return replace(self, times=tuple((start, min(end, DAY_MINUTES)) for start, end in self.times))

    @property
    def mornings(self) -> "Rule":
        """What runs past midnight, as times of the day on which it started; "off" where nothing does."""
        times = tuple((0, end - DAY_MINUTES) for _start, end in self.times if end > DAY_MINUTES)
        return replace(self, times=times) if times else replace(self, times=(), state="off", comment="")


def split(text: str) -> list[tuple[str, str]]:
    """The rules of a tidied string, each with its joint; comments are left alone."""
    pieces = re.split(r'("[^"]*")|(; | \|\| |, )', text)
    rules = [(";", "")]
    for position in range(0, len(pieces), 3):
        plain, comment, joint = [*pieces[position : position + 3], "", ""][:3]
        before, written = rules[-1]
        rules[-1] = (before, f"{written}{plain}{comment or ''}")
        if joint:
            rules.append((joint.strip(), ""))
    return rules


def parse(joint: str, text: str) -> Rule | None:
    """One rule of ``split``; None where its times are not written as times. Impossible times are for the caller to refuse."""
    found = _RULE.fullmatch(text)
    if not found:
        return None
    times = tuple(_span(span) for span in found["times"].replace("24/7", "00:00-24:00").split(",") if span)
    state = found["state"] or "open"
    comment = found["comment"].strip('"')
    state = "unknown" if comment and not times and state == "open" else state
    # To close something is to replace what stands before.
    joint = ";" if joint == "," and state == "off" else joint
    return Rule(joint, found["days"], times, state, comment)


def join(parts: Iterable[tuple[str, str]]) -> str:
    """One string of rules, each with its joint: the reverse of ``split``."""
    joints = {";": "; ", ",": ", ", "||": " || "}
    return "".join((joints[joint] if position else "") + text for position, (joint, text) in enumerate(parts))


def minutes(clock_time: str) -> int:
    """``09:30`` as minutes after midnight."""
    hours, _colon, rest = clock_time.partition(":")
    return int(hours) * 60 + int(rest)


def clock(after_midnight: int) -> str:
    """Minutes after midnight as ``09:30``; of the next day as its clock shows them, but its midnight is ``24:00``."""
    if after_midnight > DAY_MINUTES:
        after_midnight -= DAY_MINUTES
    return f"{after_midnight // 60:02}:{after_midnight % 60:02}"


def _span(text: str) -> tuple[int, int]:
    start, end = (minutes(part) for part in text.split("-"))
    return (start, end if end > start else end + DAY_MINUTES)
