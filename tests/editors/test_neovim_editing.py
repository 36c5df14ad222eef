"""Typing, asking and repairing in each Neovim, by keys; what came after Neovim 0.7 in those that have it."""

from pathlib import Path

from neovim_session import Neovim

LENSES = """(function()
  local lenses = vim.lsp.codelens.get(0)
  local titles = vim.tbl_map(function(lens) return lens.command and lens.command.title or '' end, lenses)
  return #titles > 0 and not vim.tbl_contains(titles, '') and titles
end)()""".replace("\n", " ")
MARKED = """vim.tbl_map(function(mark) return mark[2] + 1 end,
  vim.api.nvim_buf_get_extmarks(BUFFER, vim.api.nvim_get_namespaces()['ori.highlighting'], 0, -1, {}))""".replace(
    "\n", " "
)
CHOOSE_FIRST = "vim.ui.select = function(items, _, choose) choose(items[1], 1) end"


def has(neovim: Neovim, version: str) -> bool:
    return bool(neovim.ask(f"vim.fn.has('nvim-{version}') == 1"))


def marked(buffer: int) -> str:
    """The lines of a buffer that are marked as belonging to the cursor's line, as Lua."""
    return MARKED.replace("BUFFER", str(buffer)).replace("\n", " ")


def test_a_mistake_is_shown_until_it_is_repaired(neovim: Neovim) -> None:
    neovim.open("typo.ori")
    mistake = neovim.wait("vim.diagnostic.get(0)[1]")
    assert "`print` has no parameter `mgs`" in mistake["message"]
    assert neovim.wait(_UNDERLINED) == [4]
    # The cursor is on the line of the mistake, not on the mistake.
    neovim.type("5G0")
    neovim.lua(CHOOSE_FIRST)
    neovim.lua("vim.lsp.buf.code_action()")
    neovim.wait("vim.fn.getline(5):find('msg:', 1, true)")
    neovim.wait("#vim.diagnostic.get(0) == 0")
    assert neovim.ask(_UNDERLINED) is None


_UNDERLINED = """(function()
  local lines = {}
  for _, namespace in pairs(vim.diagnostic.get_namespaces()) do
    local marks = namespace.user_data.underline_ns
      and vim.api.nvim_buf_get_extmarks(0, namespace.user_data.underline_ns, 0, -1, {}) or {}
    for _, mark in ipairs(marks) do table.insert(lines, mark[2]) end
  end
  return #lines > 0 and lines or nil
end)()""".replace("\n", " ")


def test_a_hover_tells_abi_and_code(neovim: Neovim) -> None:
    neovim.open("good.ori")
    neovim.type("3Gw")
    neovim.lua("vim.lsp.buf.hover()")
    text = neovim.float()
    for part in ("@double (n: int) -> int", "what is doubled", "ABI", "Direct", "LLVM IR", "define i64"):
        assert part in text


def test_members_are_proposed_and_taken(neovim: Neovim) -> None:
    neovim.open("good.ori")
    neovim.type("12G$i + self.")
    neovim.type("<C-x><C-o>")
    neovim.wait("vim.fn.pumvisible() == 1")
    proposals = neovim.ask("vim.tbl_map(function(item) return item.abbr end, vim.fn.complete_info().items)")
    assert {"x", "y", "sum"} <= set(proposals)
    neovim.type("<C-n><C-y>")
    neovim.wait("vim.fn.getline(12):find('+ self.y;', 1, true)")


def test_the_call_around_the_cursor_is_explained(neovim: Neovim) -> None:
    neovim.open("good.ori")
    neovim.type("6Gf2")
    neovim.lua("vim.lsp.buf.signature_help()")
    assert "double (n: int) -> int" in neovim.float()


def test_a_function_is_renamed_everywhere_and_the_library_is_not(neovim: Neovim) -> None:
    neovim.open("good.ori")
    neovim.type("3Gw")
    neovim.lua("vim.lsp.buf.rename()")
    neovim.answer("twice")
    neovim.wait("vim.fn.getline(6):find('twice(n: 21)', 1, true)")
    assert "double (" not in neovim.text
    neovim.type("6G^")
    neovim.lua("vim.lsp.buf.rename()")
    if not has(neovim, "0.8"):
        neovim.answer("write")
    neovim.wait("vim.fn.execute('messages'):find('belongs to the library', 1, true)")


def test_the_file_is_laid_out(neovim: Neovim) -> None:
    neovim.open("good.ori")
    before = neovim.text
    neovim.type("3G:s/ = n + n/=n+n/<CR>")
    neovim.wait("vim.fn.getline(3):find('=n+n', 1, true)")
    neovim.lua("(vim.lsp.buf.format or vim.lsp.buf.formatting_sync)()")
    neovim.wait("vim.fn.getline(3):find(' = n + n', 1, true)")
    assert neovim.text == before


def test_lenses_are_shown_and_run_a_test(neovim: Neovim) -> None:
    neovim.open("tested.ori")
    assert neovim.wait(LENSES) == ["4 references", "Show LLVM IR", "Run test", "Run test"]
    neovim.type("3G")
    neovim.lua("vim.lsp.codelens.run()")
    neovim.wait("vim.fn.execute('messages'):find('@good passed', 1, true)")
    # Tests run from the disk: what was typed is written before.
    neovim.type("5G:s/expected: 2/expected: 3/<CR>")
    neovim.wait(LENSES)
    neovim.lua("vim.lsp.codelens.run()")
    neovim.wait("vim.fn.execute('messages'):find('@wrong failed: assertion failed: 1 != 3', 1, true)")


def test_source_and_code_mark_each_other(neovim: Neovim) -> None:
    neovim.open("good.ori")
    neovim.type("3G:OriShowIR<CR>")
    neovim.wait("#vim.api.nvim_list_wins() == 2")
    source, code = neovim.ask("vim.fn.winbufnr(1)"), neovim.ask("vim.fn.winbufnr(2)")
    neovim.wait(f"#{marked(code)} > 3")
    assert neovim.ask(marked(source)) == [3]
    neovim.type("5G")
    neovim.wait(f"#{marked(code)} == 0")
    neovim.type("<C-w>l/define<CR>jj")
    neovim.wait(f"#{marked(code)} == 1")
    assert neovim.ask(marked(source)) == [3]


def test_the_server_says_how_it_is(neovim: Neovim, workspace: Path) -> None:
    neovim.open("good.ori")
    neovim.type(":OriStatus<CR>")
    neovim.wait("#vim.api.nvim_list_wins() == 2")
    neovim.type("<C-w>l")
    assert "Ori language server" in neovim.text
    assert "good.ori, version" in neovim.text
    assert neovim.ask("{vim.bo.modifiable, vim.bo.filetype}") == [False, "oristatus"]
    neovim.type("q")
    neovim.wait("#vim.api.nvim_list_wins() == 1")


def test_inferred_types_stand_in_the_text(neovim: Neovim) -> None:
    neovim.open("typo.ori")
    if not has(neovim, "0.10"):
        assert neovim.ask("vim.lsp.inlay_hint") is None
        return
    hint = neovim.wait("vim.lsp.inlay_hint.get({ bufnr = 0 })[1]")["inlay_hint"]
    assert (hint["label"], hint["position"]["line"]) == (": int", 3)


def test_names_are_coloured_by_meaning(neovim: Neovim) -> None:
    neovim.open("good.ori")
    if not has(neovim, "0.9"):
        assert neovim.ask("vim.lsp.semantic_tokens") is None
        return
    kinds = neovim.wait(
        "#vim.lsp.semantic_tokens.get_at_pos(0, 2, 26) > 0 and vim.lsp.semantic_tokens.get_at_pos(0, 2, 26)"
    )
    assert [kind["type"] for kind in kinds] == ["parameter"]
