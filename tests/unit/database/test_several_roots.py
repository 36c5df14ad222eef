"""Several programs in one session: each import is looked for beside the file that writes it."""

from ori_compiler import CompilationPipeline

SHOP = {
    "shop/src/main.ori": 'use "./prices" { price };\n@main () -> void = print(msg: `shop {price()}`);\n',
    "shop/src/prices.ori": "pub @price () -> int = 3;\n",
}
BANK = {
    "bank/src/main.ori": 'use "./prices" { price };\nuse "./deep/rates" { rate };\n'
    "@main () -> void = print(msg: `bank {price()} {rate()}`);\n",
    "bank/src/prices.ori": 'pub @price () -> str = "none";\n',
    "bank/src/deep/rates.ori": 'use "../prices" as prices;\npub @rate () -> int = prices.price().len();\n',
}


def test_each_program_has_its_own_modules() -> None:
    pipeline = CompilationPipeline.from_sources({**SHOP, **BANK})
    assert pipeline.check() == ()
    assert pipeline.run("shop/src/main.ori").output == "shop 3\n"
    assert pipeline.run("bank/src/main.ori").output == "bank none 4\n"


def test_an_edit_in_one_program_checks_nothing_of_the_other_again() -> None:
    pipeline = CompilationPipeline.from_sources({**SHOP, **BANK})
    assert pipeline.check() == ()
    executions = pipeline.database.engine.executions
    executions.reset(keep_log=True)
    pipeline.set_source("shop/src/prices.ori", 'pub @price () -> str = "free";\n')
    assert pipeline.check() == ()
    checked = {key.path for name, key in executions.log if name == "typed_body"}
    assert checked and all(path.startswith("shop/") for path in checked)


def test_a_file_of_the_other_program_is_not_found_by_its_name_alone() -> None:
    sources = {**SHOP, **BANK, "shop/src/main.ori": 'use "./deep/rates" { rate };\n@f () -> int = rate();\n'}
    (found,) = CompilationPipeline.from_sources(sources).check()
    assert found.code == "E2067" and "deep/rates" in found.message
    assert found.primary.at.item.path == "shop/src/main.ori"


def test_constants_and_constant_functions_of_two_programs_do_not_meet() -> None:
    main = 'use "./limits" { $limit, $next };\nlet $n = $next(of: $limit);\n@main () -> void = print(msg: `{$n}`);'
    sources = {
        "a/main.ori": main,
        "a/limits.ori": "pub let $limit = 1;\npub $next (of: int) -> int = of + 1;\n",
        "b/main.ori": main,
        "b/limits.ori": "pub let $limit = 10;\npub $next (of: int) -> int = of * 2;\n",
    }
    pipeline = CompilationPipeline.from_sources(sources)
    assert pipeline.run("a/main.ori").output == "2\n"
    assert pipeline.run("b/main.ori").output == "20\n"


def test_a_circle_of_imports_is_told_once_with_its_path() -> None:
    sources = {
        "main.ori": 'use "./b/first" { f };\n@g () -> int = f();\n',
        "b/first.ori": 'use "./second" { h };\npub @f () -> int = h();\n',
        "b/second.ori": 'use "./third" { i };\npub @h () -> int = i();\n',
        "b/third.ori": 'use "./first" { f };\npub @i () -> int = 1;\n',
    }
    (found,) = CompilationPipeline.from_sources(sources).check()
    assert found.code == "E2068"
    told = " ".join((found.message, *found.notes, *found.help))
    places = [told.index(name) for name in ("first.ori", "second.ori", "third.ori")]
    assert places == sorted(places)
