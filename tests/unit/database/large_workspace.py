"""A workspace of two thousand functions in several files: types, traits, implementations, generics, calls across."""

from typing import Final

from ori_compiler import CompilationPipeline
from ori_compiler.driver.native import arc_functions
from ori_compiler.types.functions import Instance, MemberId

FILES: Final = 10
UNITS: Final = 20
FUNCTIONS_OF_A_UNIT: Final = 10
FUNCTIONS: Final = FILES * UNITS * FUNCTIONS_OF_A_UNIT

SHARED: Final = """\
pub trait Area {
    @area (self) -> int;

    @is_large (self) -> bool = self.area() > 100;
}

pub trait Unrelated {
    @unrelated (self) -> int;
}

pub type Kind = Small | Large(by: int);

pub type Both<A, B> = { first: A, second: B }
"""

UNIT: Final = """\
type Box{n} = { width: int, height: int }

impl Box{n}: Area {
    @area (self) -> int = self.width * self.height;
}

impl Box{n} {
    @grown (self, by: int) -> Box{n} = Box{n} { ...self, width: self.width + by };

    @half (self) -> Box{n} = self.grown(by: 0 - self.width div 2);

    @label (self) -> str = `box of {self.area()}`;
}

@made_{n} (width: int) -> Box{n} = Box{n} { width, height: width + 1 }

@greatest_{n}<T: Comparable> (values: [T], start: T) -> T = {
    let best = start;
    for value in values do if value > best then best = value;
    best
}

@kind_{n} (box: Box{n}) -> Kind = if box.is_large() then Large(by: box.area() - 100) else Small;

@paired_{n} (width: int) -> Both<Box{n}, int> = {
    let $box = made_{n}(width:).grown(by: 2);
    let $areas = [1, 2, 3].map(transform: n -> n + $box.area());
    Both { first: $box, second: greatest_{n}(values: $areas, start: 0) }
}

pub @work_{n} (width: int) -> int = {
    let $both = paired_{n}(width:);
    let $more = match kind_{n}(box: $both.first) { Small -> 1, Large(by) -> by };
    if width > 0 then $both.second + $more + work_{next}(width: width - 1) else $more
}

@work_is_some_{n} tests @work_{n} () -> void = assert(condition: work_{n}(width: 0) > 0);
"""


def path(file: int) -> str:
    """The name of a file."""
    return f"part_{file}.ori"


def source(file: int) -> str:
    """The text of a file: the last of its units works on with the first one of the next file."""
    first, last = file * UNITS, FILES * UNITS - 1
    head = 'use "./shared" { Area, Kind, Small, Large, Both };\n'
    if file < FILES - 1:
        head += f'use "./part_{file + 1}" {{ work_{first + UNITS} }};\n'
    units = [UNIT.replace("{n}", str(n)).replace("{next}", str(min(n + 1, last))) for n in range(first, first + UNITS)]
    return "\n".join((head, *units))


def sources() -> dict[str, str]:
    """All files."""
    return {"shared.ori": SHARED, **{path(file): source(file) for file in range(FILES)}}


class LargeSession:
    """The workspace under edit; after each edit all is checked and all that has a body lowered to ARC IR."""

    def __init__(self) -> None:
        self.texts = sources()
        self.pipeline = CompilationPipeline.from_sources(self.texts)
        self.messages = self._compile()

    def _compile(self) -> tuple[str, ...]:
        messages = tuple(found.message for found in self.pipeline.check())
        tests = [
            item for name in self.texts for item in self.pipeline.items(name) if item.name.startswith("work_is_some")
        ]
        program = self.pipeline.program(tests)
        if program is not None:
            arc_functions(self.pipeline.database, program)
        return messages

    def edit(self, file: str, old: str, new: str) -> dict[str, list[str]]:
        """Replaces one piece of text; for each query that ran the functions it ran for."""
        assert self.texts[file].count(old) == 1
        self.texts[file] = self.texts[file].replace(old, new)
        return self._set(file)

    def restore(self) -> None:
        """Puts back what the edits changed."""
        for file, text in sources().items():
            if self.texts[file] != text:
                self.texts[file] = text
                self._set(file)

    def _set(self, file: str) -> dict[str, list[str]]:
        executions = self.pipeline.database.engine.executions
        executions.reset(keep_log=True)
        self.pipeline.set_source(file, self.texts[file])
        self.messages = self._compile()
        ran: dict[str, list[str]] = {}
        for query, key in executions.log:
            ran.setdefault(query, []).append(_name(key))
        return {query: sorted(names) for query, names in ran.items()}


def _name(key: object) -> str:
    """A function by its short name, a method with the type of its `impl`."""
    if isinstance(key, Instance):
        return f"{_name(key.base)}<{key.symbol}>"
    if isinstance(key, MemberId):
        return f"{key.item.name}.{key.name}"
    return str(getattr(key, "name", key))
