"""Who may do what: roles and actions. The table that joins them is `permissions.yaml`; `registry.store.scope` decides which
firms. A person has one role and one scope, so that no action ever reaches further than the role that grants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.domain.errors import NotAllowed
from registry.domain.permission_table import Permission, read_permissions, shipped_table
from registry.domain.texts import mark


class Role(StrEnum):
    """What somebody is in the registry."""

    ADMINISTRATOR = "administrator"
    BUREAU = "bureau"
    PARK_OFFICER = "park_officer"
    ENTERPRISE = "enterprise"


class Action(StrEnum):
    """What a person can ask for; every route and every use case needs exactly one."""

    VIEW_FIRMS = "firms.view"
    EDIT_FIRMS = "firms.edit"
    CREATE_FIRMS = "firms.create"
    KEEP_REGISTER = "firms.keep"
    OPEN_PERSONAL = "firms.personal"
    EXPORT_PERSONAL = "personal.export"
    ERASE_PERSONAL = "personal.erase"
    VERIFY_FIGURES = "firms.verify"
    USE_IMPORTS = "imports.use"
    VIEW_CANDIDATES = "candidates.view"
    EXPORT_CANDIDATES = "candidates.export"
    EXPORT_FIRMS = "firms.export"
    RUN_EVALUATIONS = "evaluations.run"
    DECIDE_CONDITIONS = "decisions.make"
    VIEW_RULES = "rules.view"
    MANAGE_RULES = "rules.manage"
    MANAGE_ACCOUNTS = "accounts.manage"
    KEEP_TITLES = "titles.keep"
    KEEP_POOLS = "pools.keep"
    VIEW_ROUNDS = "rounds.view"
    RUN_ROUNDS = "rounds.run"
    GIVE_OPINIONS = "rounds.opinion"
    KEEP_PLANS = "plans.keep"
    VIEW_TARGETS = "targets.view"
    KEEP_TARGETS = "targets.keep"
    VIEW_DASHBOARDS = "dashboards.view"
    EXPORT_LISTS = "lists.export"
    KEEP_LAYOUTS = "layouts.keep"
    KEEP_GROUPINGS = "groupings.keep"
    PUBLISH_RANKINGS = "rankings.publish"
    SAVE_VIEWS = "views.save"
    VERIFY_JOURNAL = "journal.verify"
    SEE_ATTEMPTS = "journal.attempts"
    REVIEW_SUBMISSIONS = "submissions.review"
    REPORT_FIGURES = "firms.report"
    INVITE_FIRMS = "firms.invite"
    KEEP_EVIDENCE = "evidence.keep"


LABELS: Mapping[Role | Action, str] = {
    Role.ADMINISTRATOR: mark("管理员"),
    Role.BUREAU: mark("主管部门"),
    Role.PARK_OFFICER: mark("园区专员"),
    Role.ENTERPRISE: mark("企业"),
    Action.VIEW_FIRMS: mark("查看企业"),
    Action.EDIT_FIRMS: mark("修改企业"),
    Action.CREATE_FIRMS: mark("新增企业"),
    Action.KEEP_REGISTER: mark("维护名称、归属和负面记录"),
    Action.OPEN_PERSONAL: mark("查看联系人信息"),
    Action.EXPORT_PERSONAL: mark("导出联系人信息"),
    Action.ERASE_PERSONAL: mark("删除联系人信息"),
    Action.VERIFY_FIGURES: mark("核实数据"),
    Action.USE_IMPORTS: mark("导入台账"),
    Action.VIEW_CANDIDATES: mark("查看晋级候选"),
    Action.EXPORT_CANDIDATES: mark("导出名单"),
    Action.EXPORT_FIRMS: mark("导出台账"),
    Action.RUN_EVALUATIONS: mark("重新评估"),
    Action.DECIDE_CONDITIONS: mark("人工判断条件"),
    Action.VIEW_RULES: mark("查看认定标准"),
    Action.MANAGE_RULES: mark("管理认定标准"),
    Action.MANAGE_ACCOUNTS: mark("管理账号"),
    Action.KEEP_TITLES: mark("登记、续期和撤销称号"),
    Action.KEEP_POOLS: mark("维护培育库"),
    Action.VIEW_ROUNDS: mark("查看申报批次"),
    Action.RUN_ROUNDS: mark("组织申报批次"),
    Action.GIVE_OPINIONS: mark("提出审核意见"),
    Action.KEEP_PLANS: mark("维护一企一策和服务记录"),
    Action.VIEW_TARGETS: mark("查看目标"),
    Action.KEEP_TARGETS: mark("维护目标"),
    Action.VIEW_DASHBOARDS: mark("查看看板"),
    Action.EXPORT_LISTS: mark("导出列表"),
    Action.KEEP_LAYOUTS: mark("维护表样"),
    Action.KEEP_GROUPINGS: mark("维护园区、产业链、集群和载体"),
    Action.PUBLISH_RANKINGS: mark("发布榜单"),
    Action.VERIFY_JOURNAL: mark("核对变更记录"),
    Action.SEE_ATTEMPTS: mark("查看越权访问记录"),
    Action.SAVE_VIEWS: mark("保存列表视图"),
    Action.REVIEW_SUBMISSIONS: mark("处理企业提交的数据"),
    Action.REPORT_FIGURES: mark("填报本企业数据"),
    Action.INVITE_FIRMS: mark("邀请企业建立账号"),
    Action.KEEP_EVIDENCE: mark("上传和删除佐证材料"),
}

PERMISSIONS: Mapping[str, Permission] = read_permissions(
    shipped_table(), actions=frozenset(Action), roles=frozenset(Role)
)
GRANTS: Mapping[Role, frozenset[Action]] = {
    role: frozenset(action for action in Action if role in PERMISSIONS[action].roles) for role in Role
}


@dataclass(frozen=True)
class Person:
    """Whoever acts. An empty division or park does not narrow; `account_id` is None for a command that acts as nobody."""

    account_id: int | None
    name: str
    role: Role
    division: str = ""
    park: str = ""
    firm_id: int | None = None
    by_command: bool = False

    @property
    def door(self) -> str:
        """The way in, as the journal names it."""
        if self.account_id is None or self.by_command:
            return "command"
        return "firm" if self.role is Role.ENTERPRISE else "form"


SYSTEM = Person(None, "tidu", Role.ADMINISTRATOR)


def may(role: Role, action: Action) -> bool:
    """Whether the role's row of the table holds the action.

    >>> may(Role.ENTERPRISE, Action.USE_IMPORTS)
    False
    """
    return action in GRANTS[role]


def require(person: Person, action: Action) -> None:
    """Raise NotAllowed unless the person's role holds the action."""
    if not may(person.role, action):
        raise NotAllowed(action=LABELS[action])
