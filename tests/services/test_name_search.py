"""A text finds exactly the firms whose names it lies in, whoever wrote them, and however much of them is in the index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select, text, update
from sqlmodel import Session

from registry.domain.access import SYSTEM
from registry.domain.names import name_key
from registry.services import firm_search, name_search
from registry.services.firm_search import FirmQuery, search
from registry.services.name_search import found_by, lies_in_names, text_matches
from registry.store import name_words
from registry.store.database import reading, transaction
from registry.store.firms import FirmRecord, FormerName
from registry.store.name_words import PIECES
from tests.databases import on_sqlite
from tests.factories import NOW, make_firm

FIRM, FORMER = FirmRecord.__table__, FormerName.__table__  # type: ignore[attr-defined]
LETTERS = st.sampled_from([*"光谷光电子有限公司（）gdzyß%_/\"'*\\-:^", "Ａ", "𠮷", "😀", "̈", " ", "·"])
NAMES = st.text(LETTERS, min_size=1, max_size=9)
HOSTILE = [
    '"',
    '""',
    "'",
    '" OR "',
    "光 NEAR 谷",
    "NEAR(光 谷)",
    "*",
    "光*",
    "%",
    "_",
    "/",
    "\\",
    "\0",
    "光\0",
    "text:光",
    "-光",
]
HOSTILE += [
    "AND",
    "光" * (PIECES + 40),
    "光" * 70_000,
    "😀",
    "𠮷",
    "·",
    "（",
    "91",
    "9142010",
    "91420100ma4k",
    "x" * 2_000,
    "9é",
]
WORDS = st.one_of(st.text(LETTERS, min_size=1, max_size=5), NAMES, st.sampled_from(HOSTILE))
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), NAMES, st.integers(0, 9)),
        st.tuples(st.just("rename"), NAMES, st.integers(0, 9)),
        st.tuples(st.just("former"), NAMES, st.integers(0, 9)),
        st.tuples(st.just("remove"), st.just(""), st.integers(0, 9)),
        st.tuples(st.just("forget"), st.just(""), st.integers(0, 9)),
        st.tuples(st.just("upto"), st.just(""), st.integers(0, 9)),
    ),
    max_size=14,
)


@dataclass
class Register:
    """A register whose rows are written as forms, imports and other programs do: by objects and by plain statements."""

    session: Session
    codes: Iterator[int] = field(default_factory=lambda: iter(range(10_000)))

    def act(self, kind: str, name: str, number: int) -> None:
        ids = list(self.session.execute(select(FIRM.c.id).order_by(FIRM.c.id)).scalars())
        one = ids[number % len(ids)] if ids else None
        if kind == "add":
            self.session.add(make_firm(name=name, credit_code=f"91420100MA{next(self.codes):08d}"))
        elif kind == "upto":
            self._fold(name_words.PORTION if number % 2 else 1)
        elif one is None:
            return
        elif kind == "rename":
            changed = {
                "name": name,
                "name_key": name_key(name),
                "initials": name_key(name).encode("ascii", "ignore").decode(),
            }
            self.session.execute(update(FIRM).where(FIRM.c.id == one).values(**changed))
        elif kind == "former":
            held = select(FORMER.c.id).where(FORMER.c.firm_id == one, FORMER.c.name_key == name_key(name))
            if self.session.execute(held).first() is None:
                self.session.add(FormerName(firm_id=one, name=name, name_key=name_key(name)))
        elif kind == "forget":
            self.session.execute(delete(FORMER).where(FORMER.c.firm_id == one))
        else:
            self.session.execute(delete(FORMER).where(FORMER.c.firm_id == one))
            self.session.execute(delete(FIRM).where(FIRM.c.id == one))
        self.session.flush()

    def _fold(self, most: int) -> None:
        for table, take_in in name_words._TAKE_IN.items():
            if self.session.get_bind().dialect.name == "sqlite":
                name_words._fold_some(self.session, table, take_in, most)

    def found(self, condition: object) -> set[int]:
        return set(self.session.execute(select(FIRM.c.id).where(condition)).scalars())  # type: ignore[arg-type]


@given(acts=ACTS, words=st.lists(WORDS, max_size=3))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_text_finds_what_lies_in_the_names_whatever_was_written_before(
    session: Session, acts: list[tuple[str, str, int]], words: list[str]
) -> None:
    register = Register(session)
    with session.begin_nested() as all_of_it:
        for act in acts:
            register.act(*act)
        parts = {part for _, name, _ in acts for part in (name[-2:], name[1:4]) if part}
        for word in (*words, *sorted(parts)):
            plain = register.found(lies_in_names(word))
            assert register.found(text_matches(session, word)) == plain
            listed = found_by(session, word)
            assert listed is None or set(listed) == plain
        all_of_it.rollback()


@pytest.mark.parametrize("word", [*HOSTILE, "光谷", "示例", "gddz", "有限公司"])
def test_whatever_is_typed_gives_an_answer(engine: Engine, word: str) -> None:
    with transaction(engine) as session:
        session.add(make_firm(id=1, name="示例光谷*电子%有限公司"))
    with reading(engine) as session:
        found = search(session, SYSTEM, FirmQuery(text=word)).total
        assert found == len(Register(session).found(lies_in_names(word)))


def test_few_and_many_give_the_same_pages(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Listed by the index, listed by a scan, and walked to in the order of the list."""
    names = [f"{place}示例{number % 7}光电有限公司" for number, place in enumerate("武黄襄十荆宜孝" * 5)]
    with transaction(engine) as session:
        for number, name in enumerate(names):
            session.add(
                make_firm(name=name, credit_code=f"91420100MA{number:08d}", park="甲园" if number % 3 else "乙园")
            )
    name_words.fold(engine)
    queries = [
        FirmQuery(text="例3光", park=park, sort=sort, page=page, per_page=2)
        for park in ("", "甲园")
        for sort in ("name", "-name", "-park", "updated_at")
        for page in (1, 2, 9)
    ]
    answers = []
    for listed, most, outside in ((1_000, 500, 20_000), (1_000, 0, 20_000), (0, 500, 20_000), (1_000, 500, -1)):
        monkeypatch.setattr(firm_search, "LISTED", listed)
        monkeypatch.setattr(name_search, "FEWEST", most)
        monkeypatch.setattr(name_words, "BESIDE", outside)
        with transaction(engine) as session:  # which remembers nothing
            answers.append([search(session, SYSTEM, query) for query in queries])
    assert answers[0][0].total == 5
    assert all(answer == answers[0] for answer in answers)


def test_who_may_see_a_park_finds_its_firms_only(session: Session) -> None:
    for number, park in enumerate(("甲园", "乙园")):
        session.add(make_firm(name="示例光电", credit_code=f"91420100MA{number:08d}", park=park))
    session.flush()
    from tests.factories import make_person

    assert [row.park for row in search(session, make_person(park="甲园"), FirmQuery(text="光电")).rows] == ["甲园"]


@on_sqlite
def test_names_are_taken_in_by_portions_and_those_that_wait_are_found(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(name_words, "PORTION", 2)
    with transaction(engine) as session:
        for number in range(5):
            session.add(make_firm(id=number + 1, name=f"示例{number}光电", credit_code=f"91420100MA{number:08d}"))
        session.add(FormerName(firm_id=2, name="旧名", name_key="旧名"))
    upto = text("SELECT firm, former_name FROM name_words_upto")
    assert name_words.fold(engine, at_least=6) == 0
    for portions, place in ((1, (2, 0)), (0, (2, 0)), (9, (5, 1))):
        name_words.fold(engine, portions=portions)
        with transaction(engine) as session:
            assert tuple(session.execute(upto).one()) == place
            assert sorted(found_by(session, "光电") or ()) == [1, 2, 3, 4, 5]
            assert list(found_by(session, "旧名") or ()) == [2]
    with engine.connect() as connection:  # the whole index, read against itself
        connection.exec_driver_sql("INSERT INTO name_words (name_words) VALUES ('integrity-check')")
        connection.rollback()


@on_sqlite
def test_other_programs_keep_the_index_too(engine: Engine) -> None:
    with transaction(engine) as session:
        session.add(make_firm(id=1, name="示例光电"))
    name_words.fold(engine)
    with transaction(engine) as session:
        session.execute(text("UPDATE firm SET name_key = '示例软件', initials = '' WHERE id = 1"))
    with reading(engine) as session:
        assert (list(found_by(session, "软件") or ()), list(found_by(session, "光电") or ())) == ([1], [])
    with transaction(engine) as session:
        session.execute(text("DELETE FROM firm"))
        assert session.execute(text("SELECT count(*) FROM name_word")).scalar_one() == 0
        session.add(make_firm(id=1, name="示例另一家", created_at=NOW))  # its number was in the index before
        assert list(found_by(session, "另一") or ()) == [1]
