"""The strategies: random source text that the grammar allows, one per category."""

from collections.abc import Callable
from random import Random
from typing import Final, TypeVar

import msgspec
from hypothesis import strategies as st

from tests.generators import control
from tests.generators import expressions as expression_forms
from tests.generators import items as item_forms
from tests.generators import patterns as pattern_forms
from tests.generators import types as type_forms
from tests.generators.choices import Choices, Drawn, Seeded
from tests.generators.features import ALL, Features
from tests.generators.generator import Form, Generator
from tests.generators.layout import Layout, Source, lay_out

T = TypeVar("T")

_SIZE: Final = 30
_SEEDS: Final = st.integers(0, 2**16)


class FileSource(msgspec.Struct, frozen=True):
    """A file, and the items it consists of."""

    text: str
    items: tuple[Source, ...]


def files(features: Features = ALL) -> st.SearchStrategy[FileSource]:
    """Whole files: perhaps a file attribute, imports, other items, comments."""
    return _drawn(lambda choices, layout: generate_file(choices, features, layout), features)


def items(features: Features = ALL) -> st.SearchStrategy[Source]:
    """Items of every kind, imports included."""
    return _category(lambda g: g.pick(item_forms.all_forms(g.features))(g), features)


def expressions(features: Features = ALL) -> st.SearchStrategy[Source]:
    """Expressions of every kind."""
    return _category(expression_forms.expression, features)


def patterns(features: Features = ALL) -> st.SearchStrategy[Source]:
    """Patterns as match arms have them."""
    return _category(pattern_forms.pattern, features)


def let_patterns(features: Features = ALL) -> st.SearchStrategy[Source]:
    """Patterns as `let` and `for` have them."""
    return _category(pattern_forms.let_pattern, features)


def fallible_patterns(features: Features = ALL) -> st.SearchStrategy[Source]:
    """Patterns as `let?` has them."""
    return _category(pattern_forms.fallible_pattern, features)


def types(features: Features = ALL) -> st.SearchStrategy[Source]:
    """Types."""
    return _category(type_forms.type_, features)


def statements(features: Features = ALL) -> st.SearchStrategy[Source]:
    """Statements with their `;` where they need one."""
    return _category(control.statement, features)


def generate_file(choices: Choices, features: Features, layout: Layout, most_items: int = 5) -> FileSource:
    """A file made of these decisions."""
    g = Generator(choices, features, _SIZE)
    forms: list[Form] = []
    if features.file_attributes and g.chance(10):
        forms.append(item_forms.file_attribute)
    if features.imports:
        forms += [item_forms.import_item] * g.count(2)
    forms += [item_forms.item] * g.count(most_items)
    sources: list[Source] = []
    pieces: list[str] = []
    for form in forms:
        g.refuel(_SIZE)
        sources.append(lay_out(form(g), layout))
        pieces += (layout.before_item(is_first=not pieces), sources[-1].text)
    return FileSource("".join(pieces) + layout.at_end(), tuple(sources))


def seeded_file(seed: int, features: Features = ALL, most_items: int = 5) -> FileSource:
    """The file of a seed: for soak runs and measurements."""
    random = Random(seed)
    return generate_file(Seeded(random), features, Layout(random.randrange(1, 2**16), features), most_items)


def seeded_item(seed: int, features: Features = ALL, size: int = _SIZE) -> Source:
    """The item of a seed."""
    random = Random(seed)
    g = Generator(Seeded(random), features, size)
    return lay_out(g.pick(item_forms.all_forms(features))(g), Layout(random.randrange(1, 2**16), features))


def _category(form: Form, features: Features) -> st.SearchStrategy[Source]:
    return _drawn(lambda choices, layout: lay_out(form(Generator(choices, features, _SIZE)), layout), features)


def _drawn(make: Callable[[Choices, Layout], T], features: Features) -> st.SearchStrategy[T]:
    @st.composite
    def strategy(draw: st.DrawFn) -> T:
        layout = Layout(draw(_SEEDS), features)
        return make(Drawn(draw), layout)

    return strategy()
