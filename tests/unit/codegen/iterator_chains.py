"""Expressions of type `int` over `xs: [int]`, `words: [str]`, `text: str`, `map: {int: int}` and `set: Set<int>`."""

ADAPTERS = (
    "xs.iter().map(transform: x -> x * 2).sum()",
    "xs.iter().filter(predicate: x -> x > 2).sum()",
    "xs.iter().filter_map(transform: x -> if x > 2 then Some(x * 2) else None).sum()",
    "xs.iter().take(count: 7).sum()",
    "xs.iter().skip(count: 7).sum()",
    "xs.iter().enumerate().sum_by(op: (i, x) -> i * x)",
    "xs.iter().zip(other: xs).sum_by(op: (a, b) -> a * b)",
    "xs.iter().zip(other: 0..).sum_by(op: (a, b) -> a * b)",
    "xs.iter().chain(other: xs).sum()",
    "[xs, xs].iter().flatten().sum()",
    "xs.iter().flat_map(transform: x -> 0..x).sum()",
    "xs.iter().flat_map(transform: _ -> xs).sum()",
    "xs.iter().cycle().take(count: 100).sum()",
    "xs.iter().rev().sum()",
    "xs.iter().map(transform: x -> x + 1).rev().sum()",
    "xs.iter().take_while(predicate: x -> x < 9).sum()",
    "xs.iter().skip_while(predicate: x -> x < 9).sum()",
    "xs.iter().step_by(step: 3).sum()",
    "xs.iter().inspect(f: x -> assert(condition: x > 0)).sum()",
)

CONSUMERS = (
    "xs.iter().fold(initial: 0, op: (a, b) -> a + b)",
    "xs.iter().reduce(op: (a, b) -> a + b) ?? 0",
    "xs.iter().filter(predicate: x -> x > 1).count()",
    "{ xs.iter().for_each(f: x -> assert(condition: x > 0)); 1 }",
    "xs.iter().find(predicate: x -> x > 100) ?? 0",
    "if xs.iter().any(predicate: x -> x > 100) then 1 else 0",
    "if xs.iter().all(predicate: x -> x > 100) then 1 else 0",
    "xs.iter().position(predicate: x -> x > 100) ?? 0",
    "xs.iter().map(transform: x -> x + 1).nth(n: 4) ?? 0",
    "xs.iter().max() ?? 0",
    "xs.iter().min() ?? 0",
    "xs.iter().max_by(compare: (a, b) -> compare(left: b, right: a)) ?? 0",
    "xs.iter().min_by(compare: (a, b) -> compare(left: b, right: a)) ?? 0",
    "xs.iter().max_by_key(key: x -> x % 7) ?? 0",
    "xs.iter().min_by_key(key: x -> x % 7) ?? 0",
    "xs.iter().product() ?? 0",
    "xs.iter().map(transform: x -> x + 1).last() ?? 0",
    "xs.iter().rfind(predicate: x -> x < 4) ?? 0",
    "xs.iter().rfold(initial: 0, op: (a, b) -> a * 2 + b)",
    "xs.iter().rposition(predicate: x -> x < 4) ?? 0",
    "xs.fold(initial: 0, op: (a, b) -> a + b)",
    "xs.sum(op: x -> x * 2)",
    "xs.max(by: x -> x % 7) ?? 0",
    "xs.min_by(compare: (a, b) -> compare(left: b, right: a)) ?? 0",
    "if xs.any(predicate: x -> x > 2) then xs.find(where: x -> x > 2) ?? 0 else 1",
)

SOURCES = (
    "(0..xs.len()).iter().map(transform: x -> x * x).filter(predicate: x -> x % 3 == 0).sum()",
    "(0..xs.len() by 3).iter().map(transform: x -> x * x).sum()",
    "(0..=xs.len()).iter().rev().sum()",
    "(0..).iter().map(transform: x -> x * x).take_while(predicate: x -> x < 1000).sum()",
    "repeat(value: 3).take(count: xs.len()).sum()",
    "Some(xs.len()).iter().map(transform: x -> x + 1).sum()",
    "text.iter().filter(predicate: c -> c.is_ascii_digit()).count()",
    "text.iter().rev().enumerate().filter(predicate: (i, c) -> c == 'a' && i > 2).count()",
    "words.iter().map(transform: word -> word.len()).filter(predicate: n -> n > 3).sum()",
    "words.iter().filter(predicate: word -> word.len() > 3).enumerate().sum_by(op: (i, word) -> i + word.len())",
    "map.iter().filter(predicate: (k, _) -> k > 0).sum_by(op: (k, v) -> k * v)",
    "set.iter().filter(predicate: k -> k > 0).map(transform: k -> k + 1).sum()",
    "(Countdown { left: xs.len() }).map(transform: x -> x * 2).enumerate().filter(predicate: (i, x) -> x > i).count()",
    "(Bag { items: xs }).iter().filter(predicate: x -> x > 2).sum()",
    "{ let k = xs.len(); xs.iter().map(transform: x -> x * k).filter(predicate: x -> x > k).sum() }",
    "xs.iter().map(transform: twice).sum()",
)

LONG = (
    "xs.iter().enumerate().take_while(predicate: (i, _) -> i < 1000).sum_by(op: (i, x) -> i * x)",
    "if xs.iter().zip(other: 0..).skip(count: 1).any(predicate: (x, n) -> x == n) then 1 else 0",
    "xs.iter().map(transform: x -> x + 1).filter(predicate: x -> x % 2 == 0).enumerate().skip(count: 1).take(count: 50)"
    ".map(transform: (i, x) -> i * x).take_while(predicate: x -> x < 1000).sum()",
    "xs.iter().enumerate().filter(predicate: (i, x) -> i != x).map(transform: (i, x) -> (x, i))"
    ".skip_while(predicate: (x, _) -> x < 2).step_by(step: 2).take_while(predicate: (x, i) -> x + i < 10000)"
    ".zip(other: 0..).inspect(f: p -> assert(condition: p.1 >= 0)).fold(initial: 0, op: (sum, p) -> sum + p.1)",
    "xs.iter().skip_while(predicate: x -> x < 3).take(count: 5)"
    ".filter_map(transform: x -> if x > 1 then Some(x) else None).max() ?? 0",
    "xs.iter().chain(other: 0..5).chain(other: xs).map(transform: x -> x + 1).sum()",
    "xs.iter().zip(other: xs).zip(other: xs.iter().rev()).sum_by(op: (pair, c) -> pair.0 * c)",
    "xs.iter().zip(other: [1, 2].iter().cycle()).sum_by(op: (a, b) -> a * b)",
    "(0..xs.len()).iter().rev().step_by(step: 2).enumerate().sum_by(op: (i, x) -> i * x)",
    "text.iter().enumerate().skip(count: 1).filter(predicate: (_, c) -> c.is_ascii_digit()).take(count: 40)"
    ".map(transform: (i, c) -> i + c.to_int()).sum()",
)

LOOPS = (
    "{ let sum = 0; for x in xs.iter().rev() do sum = sum * 3 + x; sum }",
    "{ let sum = 0; for (i, x) in xs.iter().enumerate().skip(count: 1) if x > i do sum += x * i; sum }",
    "{ let sum = 0; for (k, v) in map do sum += k * v; sum }",
    "{ let sum = 0; for k in set do sum += k; sum }",
    "{ let n = 0; for c in text if c == 'x' do n += 1; n }",
    "{ let sum = 0; for x in (Bag { items: xs }) do sum += x; sum }",
    "{ let sum = 0; for x in (Countdown { left: xs.len() }) do sum += x; sum }",
    "{ let f = x -> x + 1; let i = 0; let sum = 0; while i < xs.len() do { sum += f(xs[i]); i += 1; }; sum }",
)

COLLECTING = (
    "(for x in xs if x > 1 yield x * 2).len()",
    "(for (i, x) in xs.iter().enumerate().skip(count: 1) if x > i yield x * i).len()",
    "(for x in xs for y in 0..x if y > 1 yield x * y).len()",
    "(for (i, x) in xs.iter().enumerate() if i > 0 for y in xs.iter().rev().take(count: i) yield x * y).len()",
    "(for (k, v) in map if k > v yield k).len()",
    "(for c in text if c.is_alphabetic() yield c).len()",
    "(for n in set yield n + 1).len()",
    "(for n in (Countdown { left: xs.len() }) yield n).len()",
    "{ let ys: [int] = xs.iter().map(transform: x -> x + 1).collect(); ys.len() }",
    "xs.iter().partition(predicate: x -> x > 2).0.len()",
    "xs.map(transform: x -> x + 1).filter(predicate: x -> x > 1).len()",
    "(0..xs.len()).map(transform: x -> x * 2).len()",
)

DECLARATIONS = """
type Countdown = { left: int }

impl Countdown: Iterator {
    type Item = int;

    @next (self) -> (Option<int>, Self) =
        if self.left <= 0 then (None, self) else (Some(self.left), Countdown { left: self.left - 1 });
}

type Bag = { items: [int] }

impl Bag: Iterable {
    type Item = int;

    @iter (self) -> impl Iterator where Item == int = self.items.iter();
}

@twice (n: int) -> int = n * 2;
"""
