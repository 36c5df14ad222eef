"""The examples that are programs with arguments, with the real files, clock and random numbers of the machine."""

from pathlib import Path

import pytest
from oric import REPOSITORY, Ended, oric_process, write

BACKENDS = ("interp", "jit", "aot")
EXAMPLES = REPOSITORY / "examples"


@pytest.mark.parametrize("backend", BACKENDS)
def test_words_of_a_file_are_counted(backend: str, tmp_path: Path) -> None:
    poem = write(tmp_path / "poem.txt", "Tyger Tyger, burning bright,\nIn the forests of the night;\n")
    words = ("run", EXAMPLES / "word_count.ori", "--backend", backend, "--")
    counted = oric_process(*words, poem)
    assert counted.status == 0
    assert counted.out.splitlines()[:3] == ["     2  the", "     2  tyger", "     1  bright"]
    assert oric_process(*words) == Ended(2, "usage: word_count FILE\n", "")
    missing = tmp_path / "nowhere.txt"
    assert oric_process(*words, missing) == Ended(1, f"cannot read {missing}: No such file or directory\n", "")


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_list_of_tasks_is_kept_in_a_file(backend: str, tmp_path: Path) -> None:
    tasks = tmp_path / "tasks.txt"
    words = ("run", EXAMPLES / "todo_list.ori", "--backend", backend, "--", tasks)
    assert oric_process(*words, "add", "buy", "milk").out == "task 1 added\n"
    assert oric_process(*words, "done", "1").out == "done: buy milk\n"
    assert oric_process(*words, "list") == Ended(0, "x buy milk\n", "")
    assert tasks.read_text(encoding="utf-8") == "x buy milk\n"
    assert oric_process(*words, "done", "7") == Ended(1, "there is no task 7\n", "")


def test_one_seed_throws_the_same_dice_on_every_backend() -> None:
    thrown = [oric_process("run", EXAMPLES / "dice.ori", "--backend", backend, "--", "5") for backend in BACKENDS]
    assert thrown[0].status == 0
    assert thrown[0].out.count("\n") == 11
    assert thrown[1:] == [thrown[0], thrown[0]]
    assert oric_process("run", EXAMPLES / "dice.ori").out.count("\n") == 11
