"""How far a reading has come, for whoever waits; what the watcher raises ends the reading."""

from __future__ import annotations

from collections.abc import Callable

from registry.domain.texts import mark

Watch = Callable[[str, int, int], None]  # step, done, total; total is 0 where nobody knows

STEPS = {
    "open": mark("打开文件"),
    "columns": mark("识别和检查各列"),
    "checks": mark("核对各项数据"),
}


class Progress:
    """The state of one reading; says nothing where nobody watches."""

    def __init__(self, watch: Watch | None) -> None:
        self._watch = watch
        self._step, self._done, self._total = "", 0, 0

    def begin(self, step: str, total: int = 0) -> None:
        """A step of STEPS begins."""
        self._step, self._done, self._total = step, 0, total
        self.tell()

    def advance(self, parts: int = 1) -> None:
        """Some more of the step's total is done."""
        self._done = min(self._done + parts, self._total)
        self.tell()

    def tell(self) -> None:
        """The state as it is; called every second while another process works."""
        if self._watch:
            self._watch(self._step, self._done, self._total)
