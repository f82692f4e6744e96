"""The table of roles as it stands in docs/operators/roles.md."""

from collections.abc import Iterable

from wagtail.permissions import policy_registry

from portal.countries.policy import CountryPolicy
from portal.countries.rights import PROGRAMME_RIGHTS, RIGHTS, Rights, Role
from portal.countries.roles import PROGRAMME


def markdown() -> str:
    """Two tables: what roles may do with pages and files, and with rows of a country."""
    lines = ["| role | what for | pages | images, documents | translation |", "|---|---|---|---|---|"]
    lines += [_line(role, rights) for role, rights in RIGHTS.items()]
    lines += [_line(PROGRAMME, PROGRAMME_RIGHTS), "", "| rows | may | may read and choose |", "|---|---|---|"]
    return "\n".join([*lines, *sorted(map(_policy_line, _policies()))])


def _line(name: str, rights: Rights) -> str:
    translate = "may submit" if "wagtail_localize.submit_translation" in rights.others else ""
    cells = (name, rights.words, ", ".join(rights.pages), ", ".join(rights.files), translate)
    return f"| {' | '.join(cells)} |"


def _policies() -> list[CountryPolicy]:
    return [policy for policy in policy_registry.values_by_class.values() if isinstance(policy, CountryPolicy)]


def _policy_line(policy: CountryPolicy) -> str:
    changing = ", ".join(sorted(policy.actions - {"view"}))
    able = f"{_names(policy.roles)}: {changing}" if policy.roles and changing else PROGRAMME
    able += "".join(f"; {_names(roles)} also: {action}" for action, roles in policy.also.items())
    readers = {*policy.readers, *(policy.roles if not changing else ())}
    return (
        f"| {policy.model._meta.verbose_name_plural} | {able} | {_names([role for role in Role if role in readers])} |"
    )


def _names(roles: Iterable[Role]) -> str:
    chosen = list(roles)
    return "every role" if set(chosen) == set(Role) else ", ".join(chosen)
