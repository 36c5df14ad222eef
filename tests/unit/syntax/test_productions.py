"""Each production of the grammar reads what is right, and says where what is wrong is wrong."""

import pytest
from productions_table import Snippet, snippets

from ori_compiler.diagnostics.catalogue import CATALOGUE
from ori_compiler.source.span import Span
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.lowering import lower_item
from ori_compiler.syntax.parser import parse_item
from ori_compiler.syntax.splitter import split_items
from ori_compiler.syntax.tree import source_of

SNIPPETS = snippets()
RIGHT = [pytest.param(s, id=f"{s.production}: {s.text}") for s in SNIPPETS if not s.code]
WRONG = [pytest.param(s, id=f"{s.production}: {s.text}") for s in SNIPPETS if s.code]

PRODUCTIONS = """
COMMENT IDENT DEC HEX BIN INT DIGITS EXP FLOAT QTY DURATION SIZE STRING CHAR BYTE BOOL TEMPLATE hole FORMAT PAD SIGN
WIDTH PRECISION KIND item_end block_end file file_attr import_item_decl item attribute attr_arg use_decl reexport
import_path import_list import_name ext_import compile_error_item function clause_param uses capability contract
const_fn body test type_decl derive_ref type_body struct_body sum_body variant generics gparam bounds bound
where_clause constraint type_proj const_bound const_expr trait_decl trait_member params param impl_decl method
impl_member def_impl extend_decl mname constant capset_decl extern_decl extern_fn extern_params extern_param ownership
extern_attr type sum_of_traits type_atom fn_type impl_type type_path type_args expression label pipe pipe_step
coalesce or and bor bxor band eq rel range shift add mul unary power postfix tail member call_args arg primary list
map map_key struct_lit block stmt let_expr assignment target labelled_block unsafe try if_expr branch match arm
for_expr for_more while_expr loop_expr lambda lparam lbody construct with_expr cap_bind handler ct_for ct_if pattern
pat_alt rest lit_pat end_point let_pattern fallible_pattern
""".split()
"""The productions of the language reference, part 1, 2 to 7, and the terminators of 3."""


def problems(text: str) -> list[SyntaxProblem]:
    """The errors of every item of a file, in the file's positions, but for what is not supported yet."""
    found: list[SyntaxProblem] = []
    for item in split_items("main.ori", text):
        tree = parse_item(item.text)
        assert source_of(tree) == item.text
        later = lower_item(tree).problems
        for problem in (*tree.problems, *later):
            # A production may have a meaning only later, or a name that nothing has.
            if not problem.is_warning and problem.code not in ("E2040", "E2003"):
                at = Span(problem.at.start + item.offset, problem.at.end + item.offset)
                found.append(SyntaxProblem(problem.code, problem.message, at))
    return found


@pytest.mark.parametrize("name", PRODUCTIONS)
def test_a_production_is_shown_right_and_wrong(name: str) -> None:
    mine = [snippet for snippet in SNIPPETS if snippet.production == name]
    assert any(not snippet.code for snippet in mine)
    assert any(snippet.code for snippet in mine)


def test_the_table_has_no_other_productions() -> None:
    assert {snippet.production for snippet in SNIPPETS} == set(PRODUCTIONS)


@pytest.mark.parametrize("snippet", RIGHT)
def test_what_is_right_has_no_problem(snippet: Snippet) -> None:
    assert problems(snippet.text) == []


@pytest.mark.parametrize("snippet", WRONG)
def test_what_is_wrong_is_reported_once_and_in_place(snippet: Snippet) -> None:
    assert snippet.code in CATALOGUE
    found = problems(snippet.text)
    assert [(problem.code, problem.at.start, problem.at.end) for problem in found] == [
        (snippet.code, snippet.start, snippet.end)
    ], [problem.message for problem in found]
