"""Every refusal and failure as one page: what happened, what to do next, and the number to quote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, render_template, request
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException

from registry.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, RegistryError
from registry.domain.texts import mark
from registry.services.troubles import DiskFull, StoredMeanwhile, stored_meanwhile, trouble_of
from registry.web.languages import sentence
from registry.web.site import site


@dataclass(frozen=True)
class Advice:
    """The heading of an error page and what the reader can do."""

    title: LazyString
    advice: LazyString


ADVICE = {
    400: Advice(lazy_gettext("页面已过期"), lazy_gettext("请返回上一页，刷新后重新提交；内容没有保存。")),
    403: Advice(lazy_gettext("没有权限"), lazy_gettext("如果工作需要，请联系管理员调整账号的角色或数据范围。")),
    404: Advice(
        lazy_gettext("没有找到"),
        lazy_gettext("请检查地址是否完整，或从左侧栏目重新进入；也可能它不在您的数据范围内。"),
    ),
    405: Advice(lazy_gettext("不能这样打开"), lazy_gettext("请从左侧栏目重新进入。")),
    409: Advice(lazy_gettext("与已有记录冲突"), lazy_gettext("请返回上一页，刷新后查看最新内容，再决定是否重做。")),
    413: Advice(
        lazy_gettext("文件太大"), lazy_gettext("请删去无关的工作表、图片和空白行，或把台账分成几个文件后分别导入。")
    ),
    422: Advice(lazy_gettext("无法处理"), lazy_gettext("请按上面的说明修改后重新提交；内容没有保存。")),
    429: Advice(
        lazy_gettext("操作太频繁"), lazy_gettext("请一分钟后再试；返回上一页，填过的内容还在。忘记密码请联系管理员。")
    ),
    500: Advice(
        lazy_gettext("系统出错"), lazy_gettext("内容没有保存。请稍后再试；如仍出错，请把下面的编号告诉管理员。")
    ),
}
ADVICE |= {
    503: Advice(lazy_gettext("现在不能保存"), lazy_gettext("返回上一页，填过的内容还在。请把下面的编号告诉管理员。")),
    507: Advice(lazy_gettext("磁盘已满"), lazy_gettext("返回上一页，填过的内容还在。请把下面的编号告诉管理员。")),
}
STATUS = ((NotFound, 404), (NotAllowed, 403), (Conflict, 409))


def status_of(error: RegistryError) -> int:
    """The HTTP status of a refusal; what is neither missing, forbidden nor in conflict cannot be processed as sent."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 422)


def error_page(status: int, message: str = "") -> tuple[str, int]:
    """The page for a status and what exactly happened; that of a failure leans on nothing that may have failed."""
    template = "errors/failure.html" if status >= 500 else "errors/error.html"
    facts = {"advice": ADVICE.get(status, ADVICE[500]), "request_id": g.get("request_id", "")}
    return render_template(template, message=message, status=status, **facts), status


def _refused(error: RegistryError) -> tuple[str, int]:
    return error_page(status_of(error), sentence(error))


def _storage(error: DBAPIError | OSError) -> tuple[str, int]:
    """What the disk or the database cannot do just now; every other error of theirs is a failure of the program."""
    if stored_meanwhile(error):
        current_app.logger.warning("request %s: a record was stored by somebody else first", g.get("request_id", ""))
        return _refused(StoredMeanwhile())
    trouble = trouble_of(error)
    if trouble is None:
        raise error
    _stand_alone()
    current_app.logger.error("storage: %s", error)
    return error_page(507 if isinstance(trouble, DiskFull) else 503, sentence(trouble))


def _http(error: HTTPException) -> tuple[str, int] | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    if status >= 500:
        _stand_alone()
    if status == 413:
        limit = site().settings.upload_megabytes
        return error_page(413, gettext("文件不能超过 %(limit)d MB。", limit=limit))
    return error_page(status)


def _stand_alone() -> None:
    """What failed may be the database: ask nobody who the visitor is."""
    g._login_user = AnonymousUserMixin()


def _log_exception(exc_info: Any) -> None:
    """One record with the number that the page shows, the rule of the address (never its keys or arguments) and the trace."""
    rule = request.url_rule.rule if request.url_rule else ""
    current_app.logger.error(
        "request %s failed: %s %s", g.get("request_id", ""), request.method, rule, exc_info=exc_info
    )


def _expired(error: CSRFError) -> tuple[str, int]:
    return error_page(400)


def _mind_nul() -> None:
    """No text that people write has a NUL: PostgreSQL cannot keep one nor look for one, SQLite ends a text there.

    A form with one is refused; of an address it is left out, as whatever else of a filter cannot be read.
    """
    if any("\0" in text for _, text in request.form.items(multi=True)):
        raise InvalidInput(field=mark("填写的内容"), reason=mark("含有看不见的控制字符，请重新输入。"))
    if any("\0" in text for _, text in request.args.items(multi=True)):
        request.args = ImmutableMultiDict(
            (name, text.replace("\0", "")) for name, text in request.args.items(multi=True)
        )


def prepare_errors(app: Flask) -> None:
    """Map refusals, HTTP errors and everything unforeseen to error pages."""
    app.before_request(_mind_nul)
    app.log_exception = _log_exception  # type: ignore[method-assign]
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(RegistryError, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _storage)
    app.register_error_handler(OSError, _storage)
