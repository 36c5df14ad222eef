"""The house's arrows point one way: each room imports only from those before it."""

import pytest
from import_arrows import ROOMS, Import, all_imports, imports_of, objection, reachable, room, sources

MODULES = sources()
IMPORTS = all_imports(MODULES)


def test_every_import_goes_from_a_later_room_to_an_earlier_one() -> None:
    wrong = [
        f"{MODULES[found.importer]}:{found.line}: {found.importer} imports {found.imported}: {reason}"
        for found in IMPORTS
        if (reason := objection(found)) is not None
    ]
    assert wrong == [], "\n".join(wrong)


def test_every_room_of_the_compiler_is_in_the_order() -> None:
    rooms = {room(module) for module in MODULES if module.startswith("ori_compiler")}
    assert rooms == set(ROOMS)


def test_classification_of_values_knows_nothing_of_llvm() -> None:
    abi = [module for module in MODULES if module.startswith("ori_compiler.codegen.abi.")]
    known = reachable(abi, IMPORTS)
    assert len(abi) > 3
    assert [name for name in known if name.startswith(("llvmlite", "ori_compiler.codegen.ir_builder"))] == []
    assert "ori_compiler.codegen.abi_llvm" not in known


def test_nothing_is_imported_by_a_computed_name() -> None:
    """What this test cannot read it could not judge."""
    computed = [
        module
        for module, path in MODULES.items()
        if any(word in path.read_text("utf-8") for word in ("__import__", "import_module", "spec_from_file"))
    ]
    assert computed == []


KNOWN = ("ori_compiler.source.span", "ori_compiler.types.pool", "ori_compiler.driver", "ori_compiler.cli.main")


@pytest.mark.parametrize(
    ("importer", "statement"),
    [
        ("ori_compiler.syntax.lexer", "from ori_compiler.types.pool import Pool"),
        ("ori_compiler.syntax.lexer", "from ori_compiler.types import pool"),
        ("ori_compiler.syntax.lexer", "from ..types import pool"),
        ("ori_compiler.syntax.lexer", "import ori_compiler.types.pool"),
        ("ori_compiler.syntax.lexer", "if TYPE_CHECKING:\n    from ori_compiler.types.pool import Pool"),
        ("ori_compiler.syntax.lexer", "def lex():\n    from ori_compiler.types.pool import Pool"),
        ("ori_compiler.syntax.lexer", "import llvmlite.binding as llvm"),
        ("ori_compiler.driver.pipeline", "from ori_compiler import CompilationPipeline"),
        ("ori_compiler.driver.pipeline", "import ori_compiler.cli.main"),
        ("ori_compiler.driver.pipeline", "import ori_lsp.main"),
        ("ori_compiler.cli.check", "from ori_compiler.types.pool import Pool"),
        ("ori_compiler.cli.check", "import lsprotocol.types"),
        ("ori_compiler.cli.check", "import ori_lsp.main"),
        ("ori_compiler.attic.chest", "from ori_compiler.source import span"),
        ("ori_lsp.server", "from ori_compiler.types.pool import Pool"),
        ("ori_lsp.server", "import ori_compiler.cli.main"),
        ("ori_lsp.server", "import llvmlite"),
    ],
)
def test_a_wrong_arrow_is_refused(importer: str, statement: str) -> None:
    (found,) = imports_of(statement, importer, False, KNOWN)
    assert objection(found) is not None


@pytest.mark.parametrize(
    ("importer", "statement"),
    [
        ("ori_compiler.types.pool", "from ori_compiler.source.span import Span"),
        ("ori_compiler.types.pool", "from ori_compiler.types import unify"),
        ("ori_compiler.types.pool", "from . import unify"),
        ("ori_compiler.types.pool", "import re"),
        ("ori_compiler.source.span", "from types import MappingProxyType"),
        ("ori_compiler.backend.jit", "import llvmlite.binding as llvm"),
        ("ori_compiler.cli.check", "from ori_compiler.driver import CompilationPipeline"),
        ("ori_compiler.cli.lsp", "from ori_lsp.main import main"),
        ("ori_compiler.__main__", "from ori_compiler.cli.main import main"),
        ("ori_compiler", "from ori_compiler.driver import CompilationPipeline"),
        ("ori_lsp.server", "from ori_compiler.driver import CompilationPipeline"),
        ("ori_lsp.server", "from ori_compiler import CompilationPipeline"),
    ],
)
def test_a_right_arrow_is_accepted(importer: str, statement: str) -> None:
    (found,) = imports_of(statement, importer, False, KNOWN)
    assert objection(found) is None


def test_what_is_imported_by_way_of_others_is_found() -> None:
    arrows = [Import("a", "b", 1), Import("b", "c", 1), Import("c", "a", 1), Import("d", "e", 1)]
    assert reachable(["a"], arrows) == {"a", "b", "c"}
