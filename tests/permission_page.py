"""Writes docs/permissions.md from the tables themselves: `python -m tests.permission_page` after a change of one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from registry.cli.acting import command_table
from registry.domain.access import LABELS, PERMISSIONS, Action, Role
from registry.web.route_table import route_table

PAGE = Path(__file__).parent.parent / "docs" / "permissions.md"
HEAD = """# 权限 · Permissions

谁能做什么、对什么做、做到哪里。本页由三张表生成，测试保证一致：`registry/domain/permissions.yaml`（角色 × 操作 × 对象）、
`registry/web/routes.yaml`（每个地址）、`registry/cli/commands.yaml`（每个命令）。
表里没有写的就是没有：新操作、新地址、新命令不写进表就不能通过测试。
Who may do what, to what, and how far. Made from three tables by `python -m tests.permission_page`;
what a table does not grant is not granted, and a new action, address or command without an entry fails.

- 一个账号只有一个角色和一个数据范围，角色之间从不相加：要在两处担任两种工作，就用两个账号。
  所以没有哪项操作会超出授予它的那个角色和范围。
  An account has one role and one scope; roles are never added up. Whoever has two posts has two accounts.
- 范围之外的对象和不存在的对象一样，都是“没有找到”，并记入变更记录
  （管理员可见，同一账号同一类对象每小时一条，见 [accounts.md](accounts.md)）。
  What lies outside the scope is not found, like what does not exist; the attempt is journalled.
- 命令由能登录服务器并读写数据目录的人执行：不指明账号时以系统身份、全部范围进行，变更记录写“tidu，命令”；
  `tidu --as 账号` 以这个账号的身份进行，角色没有的操作被拒绝（退出码 1），只及其数据范围，变更记录写“账号，命令”。
  不问密码：能这样做的人本来就能改账号。
  Commands are run by whoever owns the data directory: as the system, everywhere, or with `tidu --as ACCOUNT` as that
  account, within its role (else refused, exit code 1) and scope. No password is asked: the caller could change it.

范围 · Reach：all 全部 everything；scope 账号的地区和园区 the account's division and park；jurisdiction 本地区及以下的认定标准
rule sets of one's place and below；own 企业只有自己、个人只有自己建立的 a firm itself, a person what they made.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_actions(), "", *_routes(), "", *_commands(), ""])


def _actions() -> Iterator[str]:
    yield "## 角色 × 操作 × 对象 · Role, action, object\n"
    yield f"| 操作 Action | | 对象 Object | {' | '.join(f'{LABELS[role]} {role.value}' for role in Role)} |"
    yield f"| --- | --- | --- |{' --- |' * len(Role)}"
    for action in Action:
        held = PERMISSIONS[action]
        reaches = " | ".join(str(held.roles.get(role, "–")) for role in Role)
        yield f"| `{action.value}` | {LABELS[action]} | {held.object} | {reaches} |"


def _routes() -> Iterator[str]:
    yield "## 地址 · Addresses\n\nreach 的意思写在 `routes.yaml` 开头。What reach means stands at the top of `routes.yaml`.\n"
    yield "| 操作 Action | 对象 Object | 范围 Reach | 地址 Endpoints |"
    yield "| --- | --- | --- | --- |"
    grouped: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for endpoint, route in route_table().items():
        grouped[route.action, route.object, route.reach].append(endpoint)
    for (action, kind, reach), endpoints in sorted(grouped.items()):
        yield f"| {action} | {kind} | {reach} | {' '.join(f'`{each}`' for each in sorted(endpoints))} |"


def _commands() -> Iterator[str]:
    yield "## 命令 · Commands\n"
    yield "operator：维护安装本身，哪个账号都不能做（不能加 `--as`）。What keeps the installation running; no account can do it.\n"
    yield "| 命令 Command | 操作 Action | 对象 Object |"
    yield "| --- | --- | --- |"
    for name, entry in command_table().items():
        yield f"| `tidu {name}` | {entry.action} | {entry.object} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
