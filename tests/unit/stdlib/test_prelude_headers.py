"""Kept headers save time and change nothing, whatever has become of their file."""

from pathlib import Path

import pytest

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.prelude_headers import Headers, load_headers, prelude_headers, save_headers
from ori_compiler.resolve.header import FunctionHeader, header_of
from ori_compiler.resolve.module_path import prelude_path
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.stdlib import prelude_texts


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder without anything in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    prelude_headers.cache_clear()
    return tmp_path


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def again() -> Headers:
    prelude_headers.cache_clear()
    return prelude_headers()


def test_kept_headers_are_those_of_the_source(fresh: Path) -> None:
    made, read = prelude_headers(), again()
    assert read is not made
    assert read == made
    database = CompilerDatabase()
    items = [item for name in prelude_texts() for item in database.workspace.module_items.get(prelude_path(name))]
    assert [database.header(item) for item in items] == [header_of(database.item_syntax(item).item) for item in items]
    assert len(files(fresh)) == 1


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "other"])
def test_a_damaged_file_is_made_anew(fresh: Path, damage: str) -> None:
    whole = prelude_headers()
    (path,) = files(fresh)
    content = path.read_bytes()
    damaged = {
        "cut": content[: len(content) // 2],
        "flipped": content[:-1] + bytes([content[-1] ^ 1]),
        "empty": b"",
        "other": b"not what we wrote",
    }[damage]
    path.write_bytes(damaged)
    assert load_headers(path) is None
    assert again() == whole
    assert path.read_bytes() == content


def test_a_sound_file_with_other_content_is_refused(fresh: Path) -> None:
    path = fresh / "strange.headers"
    save_headers(path, {"@f () -> void = ();": FunctionHeader("f", True)})
    assert load_headers(path) == {"@f () -> void = ();": FunctionHeader("f", True)}
    save_headers(path, {"@f () -> void = ();": "no header"})  # type: ignore[dict-item]
    assert load_headers(path) is None


def test_headers_of_another_prelude_are_not_taken(fresh: Path) -> None:
    prelude_headers()
    database = CompilerDatabase()
    path, text = prelude_path("functions.ori"), prelude_texts()["functions.ori"]
    database.workspace.set_text(path, text + "\npub @added () -> int = 1;\n")
    assert database.header(ItemId(path, ItemKind.FUNCTION, "added")) == FunctionHeader("added", True)
    database.workspace.set_text(path, text.replace("pub @print (", "@print ("))
    assert database.header(ItemId(path, ItemKind.FUNCTION, "print")) == FunctionHeader("print", False)


def test_a_folder_that_cannot_be_written_does_no_harm(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = fresh / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert again()
    assert files(fresh) == [blocked]
