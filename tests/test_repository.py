"""House rules about the repository itself: what lies where, what no file may name, which dependency is explained."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = {"registry", "importers", "migrations", "templates", "static", "tests", "docs", "bench", ".ci"}
# Written in pieces, so that this file does not break its own rule.
HOSTS = ["py" + "pi.org", "python" + "hosted.org", "np" + "mjs.org", "ana" + "conda.org", "jsdel" + "ivr.net"]
INDEX_OPTIONS = ["--" + "index-url", "--extra-" + "index-url", "--trusted-" + "host", "--find-" + "links"]
MACHINE_PATHS = [r"/work/", r"/home/\w", r"/root/", r"/Users/\w", r"\b[A-Z]:\\\w", r"file:///\w"]


def tracked_files() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("not a git checkout: the list of the project's own files is unknown")
    names = listing.stdout.decode("utf-8").split("\0")
    return [Path(name) for name in names if name and (ROOT / name).is_file()]


def tracked_texts() -> dict[Path, str]:
    texts = {}
    for path in tracked_files():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content[:8000]:
            texts[path] = content.decode("utf-8", errors="replace")
    return texts


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def required_names(*extras: str) -> set[str]:
    groups = [PROJECT["dependencies"], *(EXTRAS[extra] for extra in extras)]
    return {re.split(r"[\[<>=!~; ]", line)[0] for lines in groups for line in lines}


def explained_names() -> list[str]:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `([^`]+)` \| \S", text, flags=re.MULTILINE)


def offenders(patterns: list[str]) -> list[str]:
    own_rules = Path(__file__).relative_to(ROOT)
    compiled = re.compile("|".join(patterns))
    return [
        f"{path}: {found.group()}"
        for path, text in tracked_texts().items()
        if path != own_rules and (found := compiled.search(text))
    ]


def test_only_the_agreed_folders_stand_at_the_top() -> None:
    tops = {path.parts[0] for path in tracked_files() if len(path.parts) > 1}
    assert tops <= FOLDERS, f"unexpected top folders: {sorted(tops - FOLDERS)}"


def test_no_file_names_a_package_host() -> None:
    assert offenders([re.escape(word) for word in HOSTS + INDEX_OPTIONS]) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert offenders(MACHINE_PATHS) == []


@pytest.mark.parametrize(
    "text",
    ["see /home/anna/tidu", "C:\\Users\\li", "https://" + HOSTS[0] + "/simple", "pip install " + INDEX_OPTIONS[0]],
)
def test_the_forbidden_words_are_recognised(text: str) -> None:
    patterns = MACHINE_PATHS + [re.escape(word) for word in HOSTS + INDEX_OPTIONS]
    assert any(re.search(pattern, text) for pattern in patterns)


def test_every_dependency_is_explained() -> None:
    assert required_names(*EXTRAS) - set(explained_names()) == set()


def test_every_explained_name_is_a_dependency() -> None:
    assert set(explained_names()) - required_names(*EXTRAS) == set()


def test_no_dependency_is_explained_twice() -> None:
    names = explained_names()
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("name", "extras"),
    [
        ("requirements.lock", ("build",)),
        ("requirements-dev.lock", ("build", "dev")),
        ("requirements-bench.lock", ("build", "bench")),
    ],
)
def test_a_lock_file_pins_every_dependency_with_hashes(name: str, extras: tuple[str, ...]) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==", text, flags=re.MULTILINE))
    assert required_names(*extras) - pinned == set()
    assert text.count("--hash=sha256:") >= len(pinned)


def test_every_setting_is_described() -> None:
    read = set(re.findall(r"\bTIDU_[A-Z_]+\b", (ROOT / "registry" / "config.py").read_text(encoding="utf-8")))
    rows = "".join(re.findall(r"^\| (`TIDU_.*?) \|", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"TIDU_[A-Z_]+", rows)) == read - {"TIDU_"}


def test_every_link_between_the_documents_leads_somewhere() -> None:
    documents = [path for path in tracked_files() if path.suffix == ".md"]
    links = [
        (path, link)
        for path in documents
        for link in re.findall(r"\]\(([^)#]+)", (ROOT / path).read_text(encoding="utf-8"))
        if "://" not in link
    ]
    assert [f"{path}: {link}" for path, link in links if not (ROOT / path.parent / link).exists()] == []


def test_every_path_that_a_document_names_exists() -> None:
    named = [
        (path, name)
        for path in tracked_files()
        if path.suffix == ".md"
        for name in re.findall(
            r"`((?:registry|importers|tests|docs|bench)/[\w./-]+)`", (ROOT / path).read_text("utf-8")
        )
    ]
    assert named
    assert [f"{path}: {name}" for path, name in named if not (ROOT / name).exists()] == []
