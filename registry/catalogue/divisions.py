"""GB/T 2260 divisions of the mainland from python-stdnum: names to codes, codes to names, and what contains what."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

_COUNTY = re.compile(r'^\s+(\d{4}) county="([^"]*)"')
_PROVINCE = re.compile(r'^(\d{2}) province="([^"]*)"')
_NAME_IN_PERIOD = re.compile(r"\[(\d{4})?-(\d{4})?\]([^,，\[]*)")
# Codes that the file leaves undated although they have ended: 随州 is 4213 and 神农架 429021 today.
_ENDED = frozenset({"422900", "422921", "429001"})
_ENDINGS = ("特别行政区", "自治区", "自治州", "自治县", "林区", "地区", "省", "市", "区", "县", "州", "盟", "旗")


@dataclass(frozen=True)
class Division:
    """One division in use today: six digits and its name."""

    code: str
    name: str

    @property
    def prefix(self) -> str:
        """The digits that codes within it begin with: two for a province, four for a city, six for a county."""
        return self.code[:2] if self.code.endswith("0000") else self.code[:4] if self.code.endswith("00") else self.code


class Divisions:
    """All divisions in use, by code and by name."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for code, name in names.items():
            for key in {name, _without_ending(name), *_prefecture_short(name)}:
                self._by_name[key].append(code)

    def __contains__(self, code: object) -> bool:
        return code in self._names

    def name(self, code: str) -> str:
        """Name of a code or prefix, or the code itself where it is unknown."""
        return self._names.get(code.ljust(6, "0"), code)

    def full_name(self, code: str) -> str:
        """Province, city and county in one, each once: 湖北省武汉市洪山区."""
        levels = dict.fromkeys((code[:2].ljust(6, "0"), code[:4].ljust(6, "0"), code.ljust(6, "0")))
        return "".join(self._names[level] for level in levels if level in self._names)

    def find(self, text: str) -> tuple[Division, ...]:
        """Divisions that a code or name may mean: none, one, or several to ask about.

        A name may carry the names above it (湖北省十堰市张湾区, 武汉洪山).
        """
        text = re.sub(r"\s+", "", text)
        if text.isdigit():
            code = text.ljust(6, "0")
            return (Division(code, self._names[code]),) if code in self._names else ()
        direct = [Division(code, self._names[code]) for code in self._by_name.get(text, ())]
        return tuple(direct) or tuple(self._by_path(text))

    def _by_path(self, text: str) -> list[Division]:
        found = []
        for length in range(2, len(text)):
            for code in self._by_name.get(text[-length:], ()):
                uppers = (self.name(code[:2]), self.name(code[:4]))
                if _only_names(text[:-length], uppers):
                    found.append(Division(code, self._names[code]))
        return found

    def within(self, prefix: str) -> tuple[Division, ...]:
        """All divisions whose code begins with the prefix, in code order."""
        return tuple(Division(code, name) for code, name in sorted(self._names.items()) if code.startswith(prefix))

    def spoken_names(self) -> frozenset[str]:
        """How places are called in names of firms: all by their full names, provinces and cities also by the short ones."""
        short = {_without_ending(name) for code, name in self._names.items() if code.endswith("00")}
        return frozenset(name for name in {*self._names.values(), *short} if name not in _ENDINGS)


def _only_names(above: str, uppers: tuple[str, str]) -> bool:
    """Whether the text before a name is nothing but names of the divisions above it."""
    for upper in uppers:
        for form in (upper, _without_ending(upper)):
            if form and above.startswith(form):
                above = above[len(form) :]
                break
    return not above


def _without_ending(name: str) -> str:
    """The short form people write: 武汉 for 武汉市; names of two characters stay whole.

    >>> _without_ending("十堰市")
    '十堰'
    """
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name[: -len(ending)]
    return name


def _prefecture_short(name: str) -> tuple[str, ...]:
    """恩施州 for 恩施土家族苗族自治州."""
    return (name[:2] + "州",) if name.endswith("自治州") else ()


@lru_cache(maxsize=1)
def read_divisions() -> Divisions:
    """The divisions in use today, from the data file of python-stdnum."""
    names: dict[str, str] = {}
    province = ""
    for line in resources.files("stdnum").joinpath("cn/loc.dat").read_text(encoding="utf-8").splitlines():
        if match := _PROVINCE.match(line):
            province = match[1]
            names[province + "0000"] = match[2]
        elif match := _COUNTY.match(line):
            name = _today(match[2])
            if name and province + match[1] not in _ENDED:
                names[province + match[1]] = name
    return Divisions(names)


def _today(text: str) -> str:
    """The name without an end year: `[1983-]洪山区` is 洪山区, `[-1983]武汉县` is none."""
    periods = _NAME_IN_PERIOD.findall(text)
    if not periods:
        return text.strip()
    return next((name.strip() for _, end, name in periods if not end), "")
