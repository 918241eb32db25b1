"""The table of permissions is read strictly, and what it grants is what the roles have."""

from __future__ import annotations

import pytest

from registry.domain.access import GRANTS, PERMISSIONS, Action, Role, may
from registry.domain.permission_table import FaultyTable, read_permissions
from tests.permission_page import PAGE, page

ACTIONS, ROLES = frozenset({"firms.view", "firms.edit"}), frozenset({"bureau", "enterprise"})
GOOD = "{object: firm, roles: {bureau: scope}}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"actions: {{firms.view: {GOOD}}}", "firms.edit"),
        (f"actions: {{firms.view: {GOOD}, firms.edit: {GOOD}, firms.eat: {GOOD}}}", "firms.eat"),
        (f"actions: {{firms.view: {GOOD}, firms.view: {GOOD}, firms.edit: {GOOD}}}", "twice"),
        (f"actions: {{firms.view: {GOOD}, firms.edit: {{object: firm, roles: {{king: scope}}}}}}", "firms.edit"),
        (f"actions: {{firms.view: {GOOD}, firms.edit: {{object: firm, roles: {{bureau: everywhere}}}}}}", "firms.edit"),
        (f"actions: {{firms.view: {GOOD}, firms.edit: {{object: firm, roles: {{}}}}}}", "firms.edit"),
        (
            f"actions: {{firms.view: {GOOD}, firms.edit: {{object: firm, roles: {{bureau: all}}, more: 1}}}}",
            "firms.edit",
        ),
        ("[]", "one mapping"),
    ],
)
def test_a_table_that_is_not_whole_and_exact_is_refused(text: str, told: str) -> None:
    with pytest.raises(FaultyTable, match=told):
        read_permissions(text, actions=ACTIONS, roles=ROLES)


def test_every_action_names_the_roles_that_have_it_and_no_other_role_has_it() -> None:
    for action in Action:
        assert {role for role in Role if may(role, action)} == set(PERMISSIONS[action].roles)
    assert all(GRANTS[role] for role in Role)


def test_a_firm_reaches_only_itself_and_what_is_open_to_all() -> None:
    reaches = {str(action): PERMISSIONS[action].roles[Role.ENTERPRISE] for action in GRANTS[Role.ENTERPRISE]}
    assert {action for action, reach in reaches.items() if reach != "own"} == {"rules.view"}


def test_the_page_about_permissions_is_what_the_tables_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.permission_page"
