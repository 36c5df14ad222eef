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
    ],
)
def test_no_element_is_copied_without_need(
    pipeline: CompilationPipeline, function: str, count: int, result: int, copies: int
) -> None:
    assert copied(pipeline, function, count) == (result, copies)
