"""What must hold of any text, however broken."""

from ori_compiler import CompilationPipeline
from ori_compiler.arc.pipeline import optimize
from ori_compiler.canon.program import CanonProgram
from ori_compiler.database.module_checks import module_errors
from ori_compiler.diagnostics.diagnostic import Diagnostic, Severity
from ori_compiler.diagnostics.render.terminal import render
from ori_compiler.driver.native import arc_queries
from ori_compiler.eval.interpreter import StepLimitExceededError, interpret, step_limit
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.syntax import ast
from ori_compiler.syntax.lowering import lower_item
from ori_compiler.syntax.parser import parse_item
from ori_compiler.syntax.printer import print_syntax, print_tree
from ori_compiler.syntax.tree import leaves, source_of
from ori_compiler.types.functions import FunctionId

STEPS = 1_000


def examine_item(text: str) -> int:
    """Parses and lowers one item: nothing is lost, nothing points outside. The number of messages."""
    tree = parse_item(text)
    assert source_of(tree) == text
    assert list(leaves(tree.root)) == list(range(len(tree.tokens.kinds)))
    item, problems, _ = lower_item(tree)
    for problem in (*tree.problems, *problems):
        assert problem.message and problem.code
        for span in (problem.at, problem.repair_at or problem.at):
            assert 0 <= span.start <= span.end <= len(text), problem
    assert print_tree(tree) and print_syntax(item)
    return len(tree.problems) + len(problems)


class Examiner:
    """Checks a program again and again while its sources change, and executes whatever of it is right."""

    def __init__(self) -> None:
        self.pipeline = CompilationPipeline()
        self._verified: dict[FunctionId, object] = {}
        self._executed: dict[ItemId, CanonProgram] = {}

    def examine(self, path: str, text: str) -> tuple[Diagnostic, ...]:
        """What is wrong with a source, which replaces the former one of that path."""
        self.pipeline.set_source(path, text)
        found = self.pipeline.check()
        origins = self.pipeline.origins
        for diagnostic in found:
            places = [diagnostic.primary.at, *(label.at for label in diagnostic.secondary)]
            places += [edit.at for suggestion in diagnostic.suggestions for edit in suggestion.edits]
            for at in places:
                assert at.item in origins, diagnostic
                size = len(self.pipeline.database.workspace.texts[at.item.path])
                range_ = origins[at.item].absolute(at.span)
                assert origins[at.item].offset <= range_.start <= range_.end <= size + 1, diagnostic
        assert bool(render(found, origins)) == bool(found)
        for item in self.pipeline.items(path):
            if item.kind in (ItemKind.FUNCTION, ItemKind.TEST, ItemKind.CONSTANT):
                self._execute(item)
        return found

    def _execute(self, item: ItemId) -> None:
        """Lowers an item with all it needs, verifies its ARC IR, and interprets it if it is an entry."""
        if self.pipeline.database.signature(item).type_parameters:
            # It runs only as the instances that others call.
            return
        program = self.pipeline.program((item,))
        if program is None:
            assert self._has_errors(), f"{item} cannot run, and nothing says why"
            return
        if self._executed.get(item) == program:
            return
        self._executed[item] = program
        for function in program.functions:
            self._verify(function)
        syntax = self.pipeline.database.item_syntax(item).item
        if self.pipeline.database.signature(item).capabilities and item.name != "main":
            # Whoever calls it has to provide them.
            return
        if isinstance(syntax, ast.TestItem) or (isinstance(syntax, ast.FunctionItem) and not syntax.parameters):
            output: list[str] = []
            try:
                interpret(program, item, (), output.append, step_limit(STEPS))
            except StepLimitExceededError:
                return

    def _has_errors(self) -> bool:
        database = self.pipeline.database
        for path in database.workspace.texts:
            items = database.workspace.module_items.get(path)
            found = [*(d for item in items for d in database.item_errors(item)), *module_errors(database, path)]
            if any(diagnostic.severity is Severity.ERROR for diagnostic in found):
                return True
        return False

    def _verify(self, function: FunctionId) -> None:
        """Runs the ARC passes of a function with every stage verified."""
        queries = arc_queries(self.pipeline.database)
        lowered = queries.lowered(function)
        if self._verified.get(function) is lowered:
            return
        self._verified[function] = lowered
        table = {callee: queries.ownership(callee) for callee in self.pipeline.database.references(function).functions}
        optimize(lowered, queries.definitions(function), table, verify=True)
