"""Accounts as administrators keep them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlmodel import Session

from registry.domain.access import Action, Role
from registry.domain.errors import Conflict, InvalidInput
from registry.domain.texts import mark
from registry.services import account_keeping as keeping
from registry.services import accounts, identities, second_factors, sign_ins
from registry.services.account_keeping import EDITED, PER_PAGE, AccountQuery
from registry.services.accounts import NewAccount
from registry.store.accounts import Account
from registry.store.scope import find_firm_by_code
from registry.web.errors_in_forms import Fault
from registry.web.languages import sentence, translated
from registry.web.listing import asked, pages_of
from registry.web.names import office_name
from registry.web.places import role_label
from registry.web.security import person, requires
from registry.web.site import browsing, site, writing

blueprint = Blueprint("account_keeping", __name__, url_prefix="/settings/accounts")
FIELD_OF = {mark("账号名"): "name", mark("姓名"): "display_name", mark("角色"): "role", mark("行政区划"): "division"}
FIELD_OF |= {mark("园区"): "park", mark("企业"): "firm"}
ROLES_BY_HAND = (Role.PARK_OFFICER, Role.BUREAU, Role.ADMINISTRATOR, Role.ENTERPRISE)


@blueprint.get("")
@requires(Action.MANAGE_ACCOUNTS)
def index() -> Any:
    page = request.args.get("page", 1, int)
    query = AccountQuery(
        asked("text", 60), asked("role", 20), request.args.get("closed") == "1", max(1, min(page, 10_000))
    )
    with browsing() as session:
        rows, total = keeping.find_accounts(session, person(), query)
    pages = pages_of(query.page, max(1, -(-total // PER_PAGE)))
    return render_template("account_keeping/index.html", rows=rows, total=total, query=query, pages=pages, **words())


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Action.MANAGE_ACCOUNTS)
def create() -> Any:
    sent = {name: request.form.get(name, "").strip() for name in ("name", *EDITED, "firm")}
    if request.method == "GET":
        return _form(sent | {"role": Role.PARK_OFFICER.value}, [])
    try:
        with writing() as session:
            new = NewAccount(
                firm_id=_firm_id(session, sent["firm"]), **{name: sent[name] for name in ("name", *EDITED)}
            )
            password = accounts.add_account(session, person(), new, now=site().now())
    except (InvalidInput, Conflict) as error:
        return _form(sent, [_fault(error)])
    return render_template("account_keeping/password.html", name=sent["name"], password=password)


@blueprint.get("/<int:account_id>")
@requires(Action.MANAGE_ACCOUNTS)
def show(account_id: int) -> Any:
    with browsing() as session:
        account = keeping.get_account(session, person(), account_id)
        held = sign_ins.of_account(session, person(), account_id)
        issuer = site().settings.oidc_issuer
        facts = {
            "factor": second_factors.is_set_up(session, account_id),
            "identity": identities.of_account(session, account_id, issuer) if issuer else None,
        }
    return render_template("account_keeping/show.html", account=account, sign_ins=held, **facts, **words())


@blueprint.route("/<int:account_id>/edit", methods=["GET", "POST"])
@requires(Action.MANAGE_ACCOUNTS)
def edit(account_id: int) -> Any:
    with browsing() as session:
        account = keeping.get_account(session, person(), account_id)
        held = {name: getattr(account, name) for name in ("name", *EDITED)}
    if request.method == "GET":
        return _form(held, [], account_id)
    sent = {name: request.form.get(name, "").strip() for name in EDITED}
    try:
        with writing() as session:
            keeping.save_account(session, person(), account_id, sent, now=site().now())
    except (InvalidInput, Conflict) as error:
        return _form(held | sent, [_fault(error)], account_id)
    flash(gettext("账号已保存；有改动时需要重新登录。"), "done")
    return redirect(url_for(".show", account_id=account_id), 303)


@blueprint.post("/<int:account_id>/password")
@requires(Action.MANAGE_ACCOUNTS)
def renew(account_id: int) -> Any:
    return _with_password(account_id, keeping.renew_password)


@blueprint.post("/<int:account_id>/reopen")
@requires(Action.MANAGE_ACCOUNTS)
def reopen(account_id: int) -> Any:
    return _with_password(account_id, keeping.reopen_account)


@blueprint.post("/<int:account_id>/close")
@requires(Action.MANAGE_ACCOUNTS)
def close(account_id: int) -> Any:
    with writing() as session:
        keeping.close_account(session, person(), account_id, now=site().now())
    flash(gettext("账号已停用，正在使用的登录已结束；可以随时恢复。"), "done")
    return redirect(url_for(".show", account_id=account_id), 303)


@blueprint.post("/<int:account_id>/second-factor")
@requires(Action.MANAGE_ACCOUNTS)
def reset_second_factor(account_id: int) -> Any:
    with writing() as session:
        keeping.reset_second_factor(session, person(), account_id, now=site().now())
    flash(gettext("两步验证已重置，下次登录只需要密码。"), "done")
    return redirect(url_for(".show", account_id=account_id), 303)


def _with_password(account_id: int, act: Callable[..., str]) -> Any:
    with writing() as session:
        password = act(session, person(), account_id, now=site().now())
        name = session.get_one(Account, account_id).name
    return render_template("account_keeping/password.html", name=name, password=password)


def _firm_id(session: Session, code: str) -> int | None:
    if not code:
        return None
    firm = find_firm_by_code(session, person(), code)
    if firm is None:
        raise InvalidInput(field=mark("企业"), reason=mark("没有这个统一社会信用代码的企业，请先登记企业。"))
    return firm.id


def _fault(error: InvalidInput | Conflict) -> Fault:
    return Fault(FIELD_OF.get(str(error.facts.get("field", "")), "name"), sentence(error))


def words() -> dict[str, Any]:
    """What the templates of accounts say offices and roles with."""
    return {"office_name": office_name, "role_label": role_label, "Role": Role}


def _form(values: dict[str, str], faults: list[Fault], account_id: int | None = None) -> Any:
    roles = [(one.value, translated(role_label(one))) for one in ROLES_BY_HAND]
    facts = {"values": values, "faults": faults, "account_id": account_id, "roles": roles}
    return render_template("account_keeping/form.html", **facts), 422 if faults else 200
