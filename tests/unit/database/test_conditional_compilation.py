"""What the program is compiled for is an input: changing it changes what depends on it, and nothing else."""

import pytest

from ori_compiler import CompilationPipeline
from ori_compiler.driver.configuring import Choice, ConfigurationError, configuration_of
from ori_compiler.ide.inactive import inactive_items
from ori_compiler.project.manifest import read_manifest
from ori_compiler.resolve.configuration import Configuration, parts_of_target

LINUX = Configuration("linux", "x86_64")
WINDOWS = Configuration("windows", "x86_64")

PROGRAM = """
#target(family: "unix")
@eol () -> str = "\\n";

#target(os: "windows")
@eol () -> str = "\\r\\n";

@plain () -> int = 3;

@main () -> void = {
    print(msg: `{eol().len()} {plain()} {$target_os} {if $debug then "debug" else "release"}`);
}
"""


def output(configuration: Configuration) -> str:
    pipeline = CompilationPipeline.from_sources({"main.ori": PROGRAM}, configuration=configuration)
    return pipeline.run("main.ori").output


def test_a_program_is_that_of_its_configuration() -> None:
    assert output(LINUX) == "1 3 linux debug\n"
    assert output(Configuration("windows", "aarch64", is_debug=False)) == "2 3 windows release\n"


def test_another_configuration_is_another_program() -> None:
    pipeline = CompilationPipeline.from_sources({"main.ori": PROGRAM}, configuration=LINUX)
    assert pipeline.run("main.ori").output == "1 3 linux debug\n"
    pipeline.configure(WINDOWS)
    assert pipeline.run("main.ori").output == "2 3 windows debug\n"
    pipeline.configure(LINUX)
    assert pipeline.run("main.ori").output == "1 3 linux debug\n"


def test_only_what_depends_on_the_configuration_is_checked_again() -> None:
    pipeline = CompilationPipeline.from_sources({"main.ori": PROGRAM}, configuration=LINUX)
    assert pipeline.check() == ()
    executions = pipeline.database.engine.executions
    executions.reset(keep_log=True)
    pipeline.configure(WINDOWS)
    assert pipeline.check() == ()
    checked = {key.name for name, key in executions.log if name == "typed_body" and key.path == "main.ori"}
    assert "plain" not in checked and checked <= {"eol", "main"}
    executions.reset()
    pipeline.configure(Configuration("windows", "x86_64", flags=("unused",)))
    assert pipeline.check() == ()
    assert executions["typed_body"] == 0


def test_what_is_wrong_with_the_types_of_an_inactive_item_is_not_told_until_it_is_active() -> None:
    source = '#cfg(feature: "json")\n@f () -> int = "text";\n'
    pipeline = CompilationPipeline.from_sources({"main.ori": source}, configuration=LINUX)
    assert pipeline.check() == ()
    pipeline.configure(configuration_of(Choice("linux-x86_64", ("json",))))
    assert [diagnostic.code for diagnostic in pipeline.check()] == ["E2001"]


def test_what_is_written_wrong_is_told_even_in_inactive_items() -> None:
    pipeline = CompilationPipeline.from_sources({"main.ori": "#cfg(release)\n@f () -> int = ;\n"}, configuration=LINUX)
    assert [diagnostic.code for diagnostic in pipeline.check()] == ["E1002"]


def test_a_branch_that_is_never_taken_is_checked_where_it_is_taken() -> None:
    source = '@f () -> int = if $target_os == "windows" then "text" else 1;\n'
    pipeline = CompilationPipeline.from_sources({"main.ori": source}, configuration=LINUX)
    assert pipeline.check() == ()
    pipeline.configure(WINDOWS)
    assert [diagnostic.code for diagnostic in pipeline.check()] == ["E2001"]


def test_two_definitions_that_both_hold_clash() -> None:
    source = '#target(os: "linux")\n@f () -> int = 1;\n#target(family: "unix")\n@f () -> int = 2;\n'
    pipeline = CompilationPipeline.from_sources({"main.ori": source}, configuration=LINUX)
    assert [diagnostic.code for diagnostic in pipeline.check()] == ["E2006"]
    pipeline.configure(Configuration("macos", "aarch64"))
    assert pipeline.check() == ()


def test_a_file_can_be_left_out_as_a_whole() -> None:
    sources = {
        "main.ori": '#target(os: "windows")\nuse "./win" { f };\n@main () -> void = ();\n',
        "win.ori": '#!target(os: "windows")\npub @f () -> int = unknown();\n',
    }
    pipeline = CompilationPipeline.from_sources(sources, configuration=LINUX)
    assert pipeline.check() == ()
    pipeline.configure(WINDOWS)
    assert [diagnostic.code for diagnostic in pipeline.check()] == ["E2003"]


def test_editors_fade_what_is_left_out_and_say_why() -> None:
    pipeline = CompilationPipeline.from_sources({"main.ori": PROGRAM}, configuration=LINUX)
    (found,) = inactive_items(pipeline.database, "main.ori")
    assert PROGRAM[found.range.start : found.range.end].startswith('#target(os: "windows")')
    assert found.why == "not part of this program: compiled for linux on x86_64"
    pipeline.configure(WINDOWS)
    (found,) = inactive_items(pipeline.database, "main.ori")
    assert PROGRAM[found.range.start : found.range.end].startswith('#target(family: "unix")')


MANIFEST = """
[features]
default = ["json"]
json = ["text"]
text = []
colors = []
"""


def test_features_bring_what_they_need() -> None:
    manifest = read_manifest(MANIFEST)
    assert manifest.problems == ()
    assert configuration_of(Choice(), manifest).features == ("json", "text")
    assert configuration_of(Choice(features=("colors",)), manifest).features == ("colors", "json", "text")
    assert configuration_of(Choice(features=("text",), with_default_features=False), manifest).features == ("text",)


def test_a_feature_that_the_project_does_not_have_is_a_mistake() -> None:
    with pytest.raises(ConfigurationError, match="no feature `xml`"):
        configuration_of(Choice(features=("xml",)), read_manifest(MANIFEST))
    assert configuration_of(Choice(features=("xml",))).features == ("xml",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("features = 3", "`features` is a table: write `[features]` on a line of its own"),
        ("[features]\nfast-math = []", "`fast-math` in `[features]` cannot be the name of a feature"),
        ("[features]\njson = true", "`json` in `[features]` is a list of features that it needs"),
        ('[features]\njson = ["text"]', "`json` in `[features]` needs `text`, which is not there"),
    ],
)
def test_mistakes_in_the_features_of_a_manifest(text: str, problem: str) -> None:
    (found,) = read_manifest(text).problems
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        ("linux-x86_64", ("linux", "x86_64")),
        ("aarch64-linux-gnu", ("linux", "aarch64")),
        ("arm64-apple-darwin", ("macos", "aarch64")),
        ("x86_64-pc-windows-msvc", ("windows", "x86_64")),
        ("wasm32", ("", "wasm32")),
        ("amiga-m68k", None),
    ],
)
def test_targets(target: str, parts: tuple[str, str] | None) -> None:
    assert parts_of_target(target) == parts
