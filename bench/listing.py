"""Lists of a store of any size as an officer turns their pages: asked in this process, so that their own work is measured alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle

from bench.filling import FILE, TODAY, filled_store, write_something
from bench.kept import Afresh, own_folder
from registry.app import create_app
from registry.config import Settings
from registry.services.demo.accounts import PASSWORD

Work = Callable[[], object]
TIMES = 20  # one page is too short to be measured alone
WORDS = ("光电", "芯启", "智能装备", "有限公司", "软件", "远衡", "xgd", "9142011")


FIRMS = [f"/firms?page={number}" for number in range(1, TIMES + 1)]
SEARCH = [f"/firms?text={word}" for word in WORDS]
CANDIDATES = [f"/candidates/srdi_sme?class=near&page={number}" for number in range(1, TIMES + 1)]


def firms(size: int) -> Work:
    """The list of firms, page after page, as it is kept."""
    return _asked(size, FIRMS, TIMES)


def search(size: int) -> Work:
    """Firms by name, by initials, by the beginning of a code."""
    return _asked(size, SEARCH, TIMES)


def candidates(size: int) -> Work:
    """The candidates of a tier, filtered, page after page."""
    return _asked(size, CANDIDATES, TIMES)


def morning(size: int) -> Work:
    """The page that a day begins with."""
    return _asked(size, ["/"], TIMES)


def firms_anew(size: int) -> Work:
    """The list of firms, each page once after something was written: nothing is kept."""
    return _anew(size, FIRMS)


def search_anew(size: int) -> Work:
    """The same of the search."""
    return _anew(size, SEARCH)


def candidates_anew(size: int) -> Work:
    """The same of candidates."""
    return _anew(size, CANDIDATES)


def morning_anew(size: int) -> Work:
    """The same of the page that a day begins with."""
    return _anew(size, ["/"])


def _anew(size: int, paths: Sequence[str]) -> Work:
    return Afresh(lambda: write_something(filled_store(size)), _asked(size, paths, len(paths)))


def _asked(size: int, paths: Sequence[str], times: int) -> Work:
    folder = filled_store(size)
    settings = Settings(own_folder(), f"sqlite:///{folder / FILE}", demo=True, today=TODAY)
    app = create_app(settings)
    app.config.update(WTF_CSRF_ENABLED=False)
    client, turn = app.test_client(), cycle(paths)
    client.post("/account/sign-in", data={"name": "admin", "password": PASSWORD})

    def work() -> None:
        for _ in range(times):
            answer = client.get(path := next(turn))
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answers {answer.status_code}")

    return work
