"""Incremental edits give the text that the protocol defines, in every encoding and with every line end."""

import pytest
from editor import units
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from ori_compiler.source.line_index import LineIndex
from ori_lsp.convert import to_offset, to_position
from ori_lsp.documents import Document, Documents, LineCodec, split_lines

ENCODINGS = [types.PositionEncodingKind.Utf8, types.PositionEncodingKind.Utf16, types.PositionEncodingKind.Utf32]
ALPHABETS = ["ab\n", "ab\r\n", "a\r", "a😋\n", "aé\u0800😋\r\n", "a\x0c\n", "a\u2028\n", "a\x85\x1c\x0b\r\n", ""]
texts = st.sampled_from(ALPHABETS).flatmap(lambda alphabet: st.text(st.sampled_from(alphabet or "a"), max_size=12))
encodings = st.sampled_from(ENCODINGS)


def reference_lines(text: str) -> list[str]:
    """Lines without their ends, one character at a time; one more than there are line ends."""
    lines, at = [""], 0
    while at < len(text):
        if text[at] in "\r\n":
            at += 2 if text[at : at + 2] == "\r\n" else 1
            lines.append("")
        else:
            lines[-1] += text[at]
            at += 1
    return lines


def reference_offset(text: str, line: int, column: int, encoding: str) -> int:
    """The offset of a position; what lies outside is drawn to the end of the text or of the line."""
    lines = reference_lines(text)
    if line >= len(lines):
        return len(text)
    start = 0
    for each in lines[:line]:
        start += len(each)
        start += 2 if text[start : start + 2] == "\r\n" else 1
    for index in range(len(lines[line])):
        if units(lines[line][:index], encoding) >= column:
            return start + index
    return start + len(lines[line])


positions = st.tuples(st.integers(0, 6), st.integers(0, 14))


def document(text: str, encoding: types.PositionEncodingKind) -> Document:
    return Document("untitled:a", source=text, version=1, position_codec=LineCodec(encoding))


@given(texts, st.lists(st.tuples(positions, positions, texts), max_size=6), encodings)
def test_edits_agree_with_a_reference(
    text: str, edits: list[tuple[tuple[int, int], tuple[int, int], str]], encoding: types.PositionEncodingKind
) -> None:
    edited = document(text, encoding)
    for first, second, new in edits:
        start, end = min(first, second), max(first, second)
        a, b = (reference_offset(text, *place, encoding.value) for place in (start, end))
        text = text[:a] + new + text[max(a, b) :]
        range_ = types.Range(types.Position(*start), types.Position(*end))
        edited.apply_change(types.TextDocumentContentChangePartial(range=range_, text=new))
        assert edited.lines == split_lines(text)
    assert edited.source == text


@given(texts, positions, encodings)
def test_offsets_agree_with_a_reference(
    text: str, place: tuple[int, int], encoding: types.PositionEncodingKind
) -> None:
    offset = to_offset(LineIndex(text), types.Position(*place), encoding.value)
    assert offset == reference_offset(text, *place, encoding.value)


@given(texts, encodings, st.data())
def test_an_offset_survives_the_way_to_the_client_and_back(
    text: str, encoding: types.PositionEncodingKind, data: st.DataObject
) -> None:
    lines = LineIndex(text)
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] == "\r\n":
        return  # No position lies inside of a line end.
    assert to_offset(lines, to_position(lines, offset, encoding.value), encoding.value) == offset


@given(texts)
def test_lines_are_cut_at_line_ends_of_the_protocol_only(text: str) -> None:
    lines = split_lines(text)
    assert "".join(lines) == text
    plain = [line.rstrip("\r\n") for line in lines]
    reference = reference_lines(text)
    assert plain == (reference[:-1] if reference[-1] == "" else reference)


def test_a_full_text_replaces_everything() -> None:
    edited = document("a\nb", ENCODINGS[0])
    edited.apply_change(
        types.TextDocumentContentChangePartial(range=types.Range(*[types.Position(1, 1)] * 2), text="c")
    )
    edited.apply_change(types.TextDocumentContentChangeWholeDocument(text="new"))
    assert (edited.source, edited.lines) == ("new", ["new"])


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_workspace_makes_such_documents(encoding: types.PositionEncodingKind) -> None:
    documents = Documents(None, types.TextDocumentSyncKind.Incremental, [], encoding)
    documents.put_text_document(types.TextDocumentItem("untitled:a", "ori", 1, "x\x0cy\nz"))
    made = documents.get_text_document("untitled:a")
    assert isinstance(made, Document)
    assert made.lines == ["x\x0cy\n", "z"]
