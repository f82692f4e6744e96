"""Is this opening hours? Mistakes are named in plain words, among them those that the library takes without a word."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext as _
from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined] # its stub lacks the errors

from services_map.hours import tidy
from services_map.hours.rules import DAY_MINUTES, DAYS, Rule, clock, join, parse, split

MAX_LENGTH = 500

_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_LENGTHS = dict(zip(tidy.MONTHS, (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True))


class BadHours(ValueError):
    """The text is not opening hours; the message names the part at fault and says what to write, in the active language."""


def check(text: str) -> str:
    """The text in its one spelling: ``Mo–Fr 9:00-17:00`` becomes ``Mo-Fr 09:00-17:00``. Raises BadHours.

    Refused though OpenStreetMap knows them: school holidays (no calendar has them), Easter (there are two), sunrise and sunset
    (another hour on each day), open ends, intervals such as ``10:00-16:00/01:30``.
    """
    return join((rule.joint, str(rule)) for rule in rules(text))


def check_times(text: str) -> str:
    """The hours of a dated exception in their one spelling: "off", times, a comment; no days. Raises BadHours."""
    times = rules(text)
    if len(times) != 1 or times[0].days:
        raise BadHours(_("“%(part)s”: write times only, such as 10:00-14:00, or off.") % {"part": text})
    return str(times[0])


@lru_cache(maxsize=4096)
def rules(text: str) -> tuple[Rule, ...]:
    """The rules of a text, tidied; none for "". Raises BadHours."""
    text = tidy.signs(text)
    if len(text) > MAX_LENGTH:
        raise BadHours(_("This is too long: opening hours have at most %(count)s characters.") % {"count": MAX_LENGTH})
    if text.count('"') % 2:
        raise BadHours(_("A quotation mark is missing: remarks stand between two of them."))
    plain = tidy.outside_comments(text, lambda part: tidy.APPOINTMENT.sub(" ", part))
    _refuse_words_and_times(re.sub(r'"[^"]*"', " ", plain))
    spelled = tidy.spelling(text)
    if not spelled:
        return ()
    found = tuple(_rule(joint, written) for joint, written in split(spelled))
    _refuse_what_replaces(found)
    return found


def _fault(part: str, better: str) -> BadHours:
    return BadHours(_("“%(part)s”: write %(better)s.") % {"part": part.strip(), "better": better})


def _refuse_words_and_times(text: str) -> None:
    if found := re.search(r"\b(\d{1,2})(?:[:.](\d\d))?\s*([ap])\.?\s?m\b", text, re.IGNORECASE):
        raise _fault(found[0], _of_twelve(int(found[1]), found[2] or "00", found[3].lower()))
    if found := re.search(r"(?<![\d:])([01]?\d|2[0-4])(?:\.|\s?[hH]\s?)([0-5]\d)?(?![\d:A-Za-z])", text):
        raise _fault(found[0], f"{int(found[1]):02}:{found[2] or '00'}")
    for word in re.findall(r"[^\W\d_]+", text):
        _refuse_word(word)
    for found in re.finditer(r"(\d+):(\d*)", text):
        if len(found[2]) != 2 or len(found[1]) > 2 or int(found[2]) > 59:
            raise BadHours(_("“%(part)s” is not a time: write hours and minutes such as 09:30.") % {"part": found[0]})
        if int(found[1]) * 60 + int(found[2]) > DAY_MINUTES:
            late = _("“%(part)s” is not a time: a day ends at 24:00. Past midnight, write 22:00-02:00.")
            raise BadHours(late % {"part": found[0]})


def _of_twelve(hours: int, minutes: str, half: str) -> str:
    return f"{hours % 12 + 12 if half == 'p' else hours % 12 if hours == 12 else hours:02}:{minutes}"


def _refuse_word(word: str) -> None:
    lower = word.lower()
    if lower == "sh":
        raise BadHours(_("“SH”: school holidays are not known here. Enter them as exceptions with their dates."))
    if lower in tidy.WORDS:
        return
    if lower == "easter":
        raise BadHours(_("“easter”: its date differs between churches. Enter an exception with its dates."))
    if lower in ("sunrise", "sunset", "dawn", "dusk"):
        raise _fault(word, _("a time such as 08:00"))
    if len(lower) > 2:
        for day, name in zip(DAYS, _ENGLISH, strict=True):
            if name.startswith(lower.removesuffix("s")):
                raise _fault(word, day)
        for month in tidy.MONTHS:
            if lower.startswith(month.lower()):
                raise _fault(word, month)
    unknown = _(
        "“%(part)s” is not understood. Write days as %(days)s, times as 09:00-17:00, remarks in quotation marks."
    )
    raise BadHours(unknown % {"part": word, "days": " ".join(DAYS)})


def _rule(joint: str, text: str) -> Rule:
    """One rule, or the reason why it is none."""
    _refuse_loose_times(text)
    rule = parse(joint, text)
    if rule is None or rule.days.strip(",-+ ") != rule.days:
        raise _fault(text, _("days first, then times, such as Mo-Fr 09:00-17:00"))
    if rule.state == "off" and rule.times:
        raise _fault(text, _("the times when it is open, or off without times"))
    if rule.state == "open" and not rule.times:
        raise BadHours(
            _("“%(part)s” has no times: write them after the days; 00:00-24:00 is a whole day.") % {"part": text}
        )
    if "24/7" in text and rule.days:
        raise _fault(text, f"{rule.days} 00:00-24:00")
    if rule.joint == "||" and (rule.days or rule.times):
        raise _fault(text, _("after || only a remark in quotation marks"))
    _refuse_overlap(rule)
    _refuse_dates(rule.days)
    try:
        OpeningHours(rule.explicit)
    except ParserError:
        raise BadHours(_("“%(part)s” is not understood.") % {"part": text}) from None
    return rule


def _refuse_loose_times(text: str) -> None:
    times = re.sub(r'"[^"]*"', " ", text)
    for start, end in re.findall(r"(\d\d:\d\d)-(\d\d:\d\d)", times):
        if start == end:
            raise BadHours(
                _("“%(part)s” starts and ends at the same time; a whole day is 00:00-24:00.")
                % {"part": f"{start}-{end}"}
            )
        if start == "24:00":
            raise _fault(f"{start}-{end}", f"00:00-{end}")
    if found := re.search(r"\d\d:\d\d-\d\d:\d\d(?:\+|/[\d:]*)", times):
        raise _fault(found[0], _("times with a beginning and an end, such as 09:00-12:00,13:00-17:00"))
    rest = re.sub(r"\d\d:\d\d-\d\d:\d\d", " ", times)
    if found := re.search(r"-?\d\d:\d\d[-+]?", rest):
        raise BadHours(
            _("“%(part)s” is half of a time: write the beginning and the end, such as 09:00-17:00.")
            % {"part": found[0]}
        )
    months = "|".join(tidy.MONTHS)
    bare = re.sub(rf"(?:{months})\s\d+(?:-\d+)?|week[\s\d,/-]+|\[[^\]]*\]|20\d\d|24/7", " ", rest)
    if found := re.search(r"\d{1,4}-\d{1,4}|\d+", bare):
        raise BadHours(
            _("“%(part)s” is not a time: write hours and minutes, such as 09:00-17:00.") % {"part": found[0]}
        )
    if found := re.search(r"-(?=\s|$|,|-)|(?:^|\s|,)-|,(?=\s*$|,)|^,", times):
        raise BadHours(
            _("“%(part)s”: something is missing beside “%(sign)s”.") % {"part": text, "sign": found[0].strip()}
        )


def _refuse_overlap(rule: Rule) -> None:
    for (start, end), (next_start, next_end) in pairwise(sorted(rule.times)):
        if next_start < end:
            spans = {"one": f"{clock(start)}-{clock(end)}", "other": f"{clock(next_start)}-{clock(next_end)}"}
            raise BadHours(_("“%(one)s” and “%(other)s” overlap.") % spans)


def _refuse_dates(days: str) -> None:
    for month, first, last in re.findall(r"([A-Z][a-z]{2}) (\d+)(?:-(\d{1,2})(?!\d))?", days):
        if any(int(day) > _MONTH_LENGTHS.get(month, 99) for day in (first, last) if day):
            raise BadHours(_("“%(part)s”: there is no such day.") % {"part": f"{month} {last or first}"})
    if found := re.search(r"PH (?:[-+]|[A-Z])\S*|[A-Z][a-z][\]\w]* PH|\] ?[-+]\d.*", days):
        raise BadHours(
            _("“%(part)s” is not understood. Between days write a comma, such as Su,PH.") % {"part": found[0]}
        )


def _refuse_what_replaces(found: Iterable[Rule]) -> None:
    """A later rule replaces the days that it names: said twice, or said of every day, that is a mistake."""
    seen: set[str] = set()
    for position, rule in enumerate(found):
        if position and rule.joint == ";" and (not rule.days or rule.days in seen):
            replaces = _(
                "“%(part)s” replaces what stands before it for the same days. Write all times of a day together."
            )
            raise BadHours(replaces % {"part": rule})
        if "||" in seen:
            raise _fault("||", _("it and its remark at the end"))
        seen.add("||" if rule.joint == "||" else rule.days)
