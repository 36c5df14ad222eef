"""What `ori.toml` says, what it means if it says nothing, and what is wrong with it."""

from pathlib import Path

import pytest

from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.configuring import Choice, configuration_of
from ori_compiler.driver.projects import Projects
from ori_compiler.project.durations import seconds_of
from ori_compiler.project.limits import ProjectLimits
from ori_compiler.project.manifest import Coverage, Manifest, Testing, read_manifest


def test_everything_has_a_default() -> None:
    assert read_manifest("") == Manifest(Testing(Coverage.ERROR, 0.1))
    assert read_manifest("[project]\nname = 'a'\n[features]\nx = []\n") == Manifest(features={"x": ()})


def test_what_is_said_counts() -> None:
    text = '[testing]\ncoverage = "warning"\nslow_test_threshold = "2s"\n'
    assert read_manifest(text) == Manifest(Testing(Coverage.WARNING, 2.0))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[testing\n", "this is not TOML: expected"),
        ("testing = 1", "`testing` is a table: write `[testing]` on a line of its own"),
        ("[testing]\ncover = 1", "`[testing]` knows no `cover`, only `coverage` and `slow_test_threshold`"),
        ("[testing]\ncoverage = true", '`coverage` in `[testing]` is one of `"error"`, `"warning"` and `"off"`'),
        ("[testing]\nslow_test_threshold = 5", "`slow_test_threshold` in `[testing]` is a time such as"),
        ('[testing]\nslow_test_threshold = "1h"', "`slow_test_threshold` in `[testing]` is a time such as"),
    ],
)
def test_what_is_wrong_is_told_and_has_its_default(text: str, problem: str) -> None:
    manifest = read_manifest(text)
    (told,) = manifest.problems
    assert told.startswith(problem)
    assert manifest.testing == Testing()


def test_times() -> None:
    assert [seconds_of(word) for word in ("100ms", "1.5s", "2", "3m")] == [0.1, 1.5, 2.0, 180.0]
    assert [seconds_of(word) for word in ("", "0s", "-1s", "1h", "2 s", "2000m", "٣s")] == [None] * 7


def test_the_nearest_manifest_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "outer/inner/deep"
    inner.mkdir(parents=True)
    (tmp_path / "outer/ori.toml").write_text('[testing]\ncoverage = "off"\n', "utf-8")
    projects = Projects()
    found = projects.of(f"{inner}/a.ori")
    assert found is not None and found.path == f"{tmp_path}/outer/ori.toml"
    (tmp_path / "outer/inner/ori.toml").touch()
    assert projects.of(f"{inner}/a.ori") == found, "what was read stays as it was"
    monkeypatch.chdir(inner)
    nearest = Projects().of("a.ori")
    assert nearest is not None and (nearest.path, nearest.manifest) == ("../ori.toml", Manifest())
    outer = Projects().of("../../b.ori")
    assert outer is not None and outer.manifest.testing.coverage is Coverage.OFF


def test_a_manifest_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "ori.toml").write_bytes(b"\xff")
    project = Projects().of(f"{tmp_path}/a.ori")
    assert project is not None
    (diagnostic,) = project.diagnostics()
    assert (diagnostic.code, diagnostic.message) == ("E0018", "this is not text in UTF-8")
    assert diagnostic.primary.at.item.path == f"{tmp_path}/ori.toml"


def test_limits_are_named_like_the_attributes() -> None:
    text = '[const_limit]\nsteps = 5_000_000\nseconds = 20\n[embed_limit]\nsize = "20mb"\n'
    assert read_manifest(text) == Manifest(limits=ProjectLimits({"steps": 5_000_000, "seconds": 20}, 20_000_000))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("const_limit = 3", "`const_limit` is a table: write `[const_limit]` on a line of its own"),
        (
            "[const_limit]\nstep = 3",
            "`[const_limit]` knows no `step`, only `steps`, `depth`, `megabytes` and `seconds`",
        ),
        ("[const_limit]\nsteps = 0", "`steps` in `[const_limit]` is a number above zero"),
        ("[const_limit]\ndepth = true", "`depth` in `[const_limit]` is a number above zero"),
        ("[embed_limit]\nsice = 3", "`[embed_limit]` knows no `sice`, only `size`"),
        ("[embed_limit]\nsize = 3", "`size` in `[embed_limit]` is a size such as"),
        ('[embed_limit]\nsize = "0mb"', "`size` in `[embed_limit]` is a size such as"),
    ],
)
def test_wrong_limits_are_told_and_have_their_default(text: str, problem: str) -> None:
    manifest = read_manifest(text)
    (told,) = manifest.problems
    assert told.startswith(problem)
    assert manifest.limits == ProjectLimits()


def test_the_limits_of_a_project_hold_for_its_sources(tmp_path: Path) -> None:
    limits = '[testing]\ncoverage = "off"\n[const_limit]\ndepth = 20\n[embed_limit]\nsize = "3b"\n'
    (tmp_path / "ori.toml").write_text(limits, "utf-8")
    (tmp_path / "text.txt").write_text("four", "utf-8")
    source = tmp_path / "source.ori"
    source.write_text(
        "$deep (n: int) -> int = if n == 0 then 0 else 1 + $deep(n: n - 1);\n"
        "let $within = $deep(n: 10);\nlet $beyond = $deep(n: 30);\n"
        '#const_limit(depth: 100)\nlet $raised = $deep(n: 30);\nlet $text: str = embed("text.txt");\n',
        "utf-8",
    )
    project = Projects().of(str(source))
    assert project is not None
    configuration = configuration_of(Choice(), project.manifest)
    found = CompilationPipeline.from_paths([source], configuration=configuration).check()
    assert [(each.code, each.primary.at.item.name) for each in found] == [("E0501", "beyond"), ("E2079", "text")]
