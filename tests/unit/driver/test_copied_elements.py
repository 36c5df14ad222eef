"""How many elements of lists programs copy: none where one owner changes a list, each once where there are more."""

from pathlib import Path

import pytest

from ori_compiler import CompilationPipeline
from ori_compiler.backend.runtime_library import RuntimeLibrary, load_runtime_library

PROGRAM = """
@numbers (count: int) -> [int] = for n in 0..count yield (n * 7919) % count;

@pushed (count: int) -> int = {
    let xs: [int] = [];
    for n in 0..count do xs = xs.push(value: n);

    xs.len()
}

@assigned (count: int) -> int = {
    let xs = numbers(count:);
    for n in 0..count do xs[n] = n;

    xs[count - 1]
}

@shared_once (count: int) -> int = {
    let xs = numbers(count:);
    let old = xs;
    for n in 0..count do xs[n] = n + 1;

    old[0] + xs[0]
}

@walked (xs: [int], sum: int) -> int = match xs {
    [] -> sum,
    [_, ..rest] -> walked(xs: rest, sum: sum + 1),
};

@walk (count: int) -> int = walked(xs: numbers(count:), sum: 0);

@words_walked (xs: [str], sum: int) -> int = match xs {
    [] -> sum,
    [word, ..rest] -> words_walked(xs: rest, sum: sum + word.len()),
};

@words (count: int) -> int = {
    let xs = for n in 0..count yield `w{n % 10}`;

    words_walked(xs:, sum: 0) + words_walked(xs: xs.skip(n: count - 1), sum: 0)
}

@parts (count: int) -> int = {
    let xs = numbers(count:);
    let chunks = xs.chunk(n: 10);

    chunks.len() + xs.take(n: 3).len() + xs.slice(start: 2, end: 7).skip(n: 1).len()
}

@sorted (count: int) -> int = numbers(count:).sort()[0];

@counted (count: int) -> int = {
    let map: { int: int } = {};
    for n in 0..count do map[n % 10] = n;
    let seen: Set<int> = Set.new();
    for n in 0..count do seen = seen.insert(value: n % 100);

    map.len() + seen.len()
}

@grouped (count: int) -> int = {
    let groups: { int: [int] } = {};
    for n in 0..count do {
        let key = n % 7;
        groups[key] = (groups[key] ?? []).push(value: n);
    }

    groups[3].unwrap().len()
}

@grouped_with_copies (count: int) -> int = {
    let groups: { str: [int] } = { "a": [0, 1] };
    let before = groups;
    for n in 2..count do groups["a"] = (groups["a"] ?? []).push(value: n);

    before["a"].unwrap().len() + groups["a"].unwrap().len()
}

@changed_in_groups (count: int) -> int = {
    let groups: { str: [int] } = { "a": numbers(count:) };
    for n in 0..count do groups["a"] = groups["a"].unwrap().set(index: n, value: n);

    groups["a"].unwrap()[count - 1]
}

@text_of (count: int) -> str = "0123456789".repeat(count:);

@bytes_read (count: int) -> int = {
    let text = text_of(count:);
    let sum = 0;
    for _ in 0..100 do sum += text.as_bytes().len() + text.as_bytes().skip(n: 2)[0].to_int();

    sum
}

@bytes_changed (count: int) -> int = {
    let text = text_of(count:);
    let bytes = text.as_bytes();
    bytes[0] = b'x';
    bytes[1] = b'y';
    bytes = bytes.push(value: b'z');

    if text.starts_with(prefix: "01") && bytes.take(n: 3) == [b'x', b'y', b'2'] then bytes.len() else 0
}

@bytes_outlive (count: int) -> int = {
    let bytes = (text_of(count:) + "!").as_bytes();
    let text = text_of(count: count + 1);
    let shown = text.as_bytes();
    text = text + "?";

    bytes.len() + shown.len() + text.len()
}

@copied_bytes_changed (count: int) -> int = {
    let bytes = text_of(count:).to_bytes();
    bytes[0] = b'x';

    bytes.len()
}
"""


@pytest.fixture(scope="module")
def pipeline() -> CompilationPipeline:
    return CompilationPipeline.from_sources({Path("copies.ori"): PROGRAM})


def copied(pipeline: CompilationPipeline, function: str, count: int) -> tuple[object, int]:
    runtime = load_runtime_library()
    assert isinstance(runtime, RuntimeLibrary)
    before, live = runtime.copied_elements(), runtime.live_objects()
    result = pipeline.call(Path("copies.ori"), function, count)
    assert runtime.live_objects() == live
    return result, runtime.copied_elements() - before


@pytest.mark.parametrize(
    ("function", "count", "result", "copies"),
    [
        ("pushed", 1000, 1000, 0),
        ("assigned", 1000, 999, 0),
        ("shared_once", 1000, 1, 1000),
        ("walk", 100_000, 100_000, 0),
        ("words", 100_000, 200_002, 0),
        ("parts", 1000, 107, 0),
        ("sorted", 1000, 0, 0),
        ("counted", 1000, 110, 0),
        ("grouped", 1000, 143, 0),
        # The map's one entry, then the list in it.
        ("grouped_with_copies", 1000, 1002, 3),
        ("changed_in_groups", 1000, 999, 0),
        ("bytes_read", 1000, 1_005_000, 0),
        ("bytes_changed", 1000, 10_001, 10_000),
        ("bytes_changed", 1, 11, 0),
        ("bytes_outlive", 1000, 30_022, 0),
        ("copied_bytes_changed", 1000, 10_000, 0),
    ],
)
def test_no_element_is_copied_without_need(
    pipeline: CompilationPipeline, function: str, count: int, result: int, copies: int
) -> None:
    assert copied(pipeline, function, count) == (result, copies)
