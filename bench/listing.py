"""Lists of a store of any size as an officer turns their pages: asked in this process, so that their own work is measured alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle

from bench.filling import FILE, TODAY, filled_store
from bench.kept import own_folder
from registry.app import create_app
from registry.config import Settings
from registry.services.demo.accounts import PASSWORD

Work = Callable[[], object]
TIMES = 20  # one page is too short to be measured alone
WORDS = ("光电", "芯启", "智能装备", "有限公司", "软件", "远衡", "xgd", "9142011")


def firms(size: int) -> Work:
    """The list of firms, page after page."""
    return _asked(size, [f"/firms?page={number}" for number in range(1, TIMES + 1)])


def search(size: int) -> Work:
    """Firms by name, by initials, by the beginning of a code."""
    return _asked(size, [f"/firms?text={word}" for word in WORDS])


def candidates(size: int) -> Work:
    """The candidates of a tier, filtered, page after page."""
    return _asked(size, [f"/candidates/srdi_sme?class=near&page={number}" for number in range(1, TIMES + 1)])


def morning(size: int) -> Work:
    """The page that a day begins with."""
    return _asked(size, ["/"])


def _asked(size: int, paths: Sequence[str]) -> Work:
    folder = filled_store(size)
    settings = Settings(own_folder(), f"sqlite:///{folder / FILE}", demo=True, today=TODAY)
    app = create_app(settings)
    app.config.update(WTF_CSRF_ENABLED=False)
    client, turn = app.test_client(), cycle(paths)
    client.post("/account/sign-in", data={"name": "admin", "password": PASSWORD})

    def work() -> None:
        for _ in range(TIMES):
            answer = client.get(path := next(turn))
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answers {answer.status_code}")

    return work
