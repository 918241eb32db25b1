"""Saved views: the address of a list under a name, for oneself or for one's office. Nothing but a page of this site and the
arguments of its address is stored, so opening a view can lead nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import String, and_, bindparam, or_, select
from sqlmodel import Session, col

from registry.domain.access import Action, Person, require
from registry.domain.errors import Conflict, InvalidInput, NotFound
from registry.domain.texts import mark
from registry.services import journal
from registry.services.remembering import remembered_by_readers
from registry.store.accounts import Account
from registry.store.database import rows_of
from registry.store.views import SavedView

LONGEST_NAME, LONGEST_QUERY, MOST = 40, 2000, 100
NOT_KEPT = frozenset({"page", "csrf_token"})  # where one was in the list is no part of the view
VIEW, ACCOUNT = SavedView.__table__, Account.__table__  # type: ignore[attr-defined]
MINE = VIEW.c.account_id == bindparam("account")
# Shared, and the reader's scope lies within that of the office that shared it.
WITHIN = bindparam("division", type_=String).startswith(VIEW.c.division)
OFFERED = and_(VIEW.c.is_shared, WITHIN, or_(VIEW.c.park == "", VIEW.c.park == bindparam("park")))
VIEWS = (
    select(
        *VIEW.c["id", "page", "name", "query", "is_shared"],
        MINE.label("is_own"),
        ACCOUNT.c.display_name,
        *VIEW.c["division", "park"],
    )
    .join_from(VIEW, ACCOUNT, VIEW.c.account_id == ACCOUNT.c.id)
    .where(or_(MINE, OFFERED))
    .order_by(VIEW.c.page, MINE.desc(), VIEW.c.name, VIEW.c.id)
)
OF_PAGE = VIEWS.where(VIEW.c.page == bindparam("page"))


class NameTaken(Conflict):
    """The account has a view of that name on the page."""

    template = mark("您在这个列表上已有名为“{name}”的视图，请换一个名称，或先删除原来的。")


class TooManyViews(Conflict):
    """An account keeps a limited number of views."""

    template = mark("每个账号最多保存 {most} 个视图，请先删除不用的。")


@dataclass(frozen=True)
class View:
    """One saved view as its readers see it; `is_own` says whether the reader may rename, share and delete it."""

    id: int
    page: str
    name: str
    query: str
    is_shared: bool
    is_own: bool
    owner: str
    division: str
    park: str

    @property
    def address(self) -> str:
        """The list as it was saved."""
        return f"{self.page}?{self.query}" if self.query else self.page


def save_view(
    session: Session, person: Person, page: str, name: str, query: str, *, is_shared: bool, now: datetime
) -> int:
    """Keep the list under a name and return the view's id. Raises InvalidInput, NameTaken, TooManyViews.

    `page` is a path of this site that the caller has recognised as a list; the page number is left out of the query.
    """
    owner = _keeper(person)
    if not page.startswith("/") or page.startswith("//") or "\\" in page or "?" in page or "#" in page:
        raise InvalidInput(field=mark("列表"), reason=mark("只能保存本系统的列表。"))
    kept = session.execute(select(col(SavedView.id)).where(VIEW.c.account_id == owner).limit(MOST)).all()
    if len(kept) >= MOST:
        raise TooManyViews(most=MOST)
    called = _free_name(session, owner, page, name)
    view = SavedView(
        account_id=owner,
        page=page,
        name=called,
        query=kept_query(query),
        is_shared=is_shared,
        division=person.division,
        park=person.park,
        created_at=now,
    )
    session.add(view)
    session.flush()
    journal.note(session, person, "view.save", now=now, text=f"{page} {called}")
    assert view.id is not None
    return view.id


def change_view(
    session: Session, person: Person, view_id: int, name: str, *, is_shared: bool, now: datetime
) -> SavedView:
    """Rename one's own view, share it or keep it to oneself."""
    view = own_view(session, person, view_id)
    new = {"name": _free_name(session, view.account_id, view.page, name, view_id), "is_shared": is_shared}
    changes = journal.differing({"name": view.name, "is_shared": view.is_shared}, new)
    if changes:
        view.name, view.is_shared = str(new["name"]), is_shared
        session.add(view)
        journal.note(session, person, "view.change", now=now, changes=changes, text=view.page)
    return view


def delete_view(session: Session, person: Person, view_id: int, *, now: datetime) -> None:
    """Delete one's own view."""
    view = own_view(session, person, view_id)
    session.delete(view)
    journal.note(session, person, "view.delete", now=now, text=f"{view.page} {view.name}")


def own_view(session: Session, person: Person, view_id: int) -> SavedView:
    """The view, for whoever saved it; anybody else finds nothing."""
    require(person, Action.SAVE_VIEWS)
    view = session.get(SavedView, view_id)
    if view is None or view.account_id != person.account_id:
        raise NotFound(what=mark("这个视图"))
    return view


def views_of(session: Session, person: Person, page: str = "") -> list[View]:
    """One's own views and those that offices above or beside share, of one page or of all, one's own first."""
    require(person, Action.SAVE_VIEWS)
    who = {"account": person.account_id or 0, "division": person.division, "park": person.park}
    if not page:
        return [View(*row) for row in rows_of(session, VIEWS, **who)]
    question = ("views", page, *who.values())
    return remembered_by_readers(
        session, question, lambda: [View(*row) for row in rows_of(session, OF_PAGE, page=page, **who)]
    )


def kept_query(query: str) -> str:
    """The arguments that are kept, written anew; whatever is no argument is dropped. Raises InvalidInput for too many.

    >>> kept_query("?text=光电&page=3&class=near"), kept_query("https://evil.example/")
    ('text=%E5%85%89%E7%94%B5&class=near', '')
    """
    pairs = [(name, value) for name, value in parse_qsl(query.removeprefix("?")) if name not in NOT_KEPT]
    text = urlencode(pairs)
    if len(text) > LONGEST_QUERY:
        raise InvalidInput(field=mark("条件"), reason=mark("筛选条件太长，无法保存。"))
    return text


def _keeper(person: Person) -> int:
    require(person, Action.SAVE_VIEWS)
    if person.account_id is None:
        raise InvalidInput(field=mark("账号"), reason=mark("只有登录的账号可以保存视图。"))
    return person.account_id


def _free_name(session: Session, owner: int, page: str, name: str, but: int = 0) -> str:
    called = " ".join(name.split())
    if not called:
        raise InvalidInput(field=mark("视图名称"), reason=mark("请填写一个名称。"))
    if len(called) > LONGEST_NAME:
        raise InvalidInput(field=mark("视图名称"), reason=mark("最多 40 个字。"))
    same = [VIEW.c.account_id == owner, VIEW.c.page == page, VIEW.c.name == called, VIEW.c.id != but]
    if session.execute(select(VIEW.c.id).where(*same)).first():
        raise NameTaken(name=called)
    return called
