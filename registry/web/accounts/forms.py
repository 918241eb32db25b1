"""The forms around an account: shape only, the service checks the truth."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length


class SignInForm(FlaskForm):
    """Account and password."""

    name = StringField(
        lazy_gettext("账号"),
        [InputRequired(lazy_gettext("请填写账号")), Length(max=60, message=lazy_gettext("账号最多 60 个字符"))],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        lazy_gettext("密码"),
        [InputRequired(lazy_gettext("请填写密码")), Length(max=200, message=lazy_gettext("密码最多 200 个字符"))],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordForm(FlaskForm):
    """The old password and the new one twice."""

    old = PasswordField(
        lazy_gettext("当前密码"),
        [InputRequired(lazy_gettext("请填写当前密码"))],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        lazy_gettext("新密码"),
        [InputRequired(lazy_gettext("请填写新密码"))],
        description=lazy_gettext("至少 10 个字符，字母、数字、符号中至少两种，不能包含账号名。"),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        lazy_gettext("再输一次新密码"),
        [EqualTo("new", lazy_gettext("两次输入的新密码不一样"))],
        render_kw={"autocomplete": "new-password"},
    )


class CodeForm(FlaskForm):
    """A one-time code, or a recovery code."""

    code = StringField(
        lazy_gettext("验证码"),
        [InputRequired(lazy_gettext("请填写验证码")), Length(max=40, message=lazy_gettext("验证码最多 40 个字符"))],
        description=lazy_gettext("手机验证器上的 6 位数字；手机不在身边时填写一个恢复码。"),
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )
