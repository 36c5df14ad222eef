"""One file, ten different mistakes: each is told at its token, none twice."""

import json

from oric import REPOSITORY, oric

SOURCE = REPOSITORY / "tests" / "golden" / "ten_mistakes.ori"


def test_each_of_ten_mistakes_is_told_once_at_its_token() -> None:
    ended = oric("check", SOURCE, "--format", "json")
    lines = SOURCE.read_bytes().split(b"\n")
    told = []
    for text in ended.out.splitlines():
        found = json.loads(text)
        assert found["line"] == found["end_line"], "each mistake is at one token"
        token = lines[found["line"] - 1][found["column"] - 1 : found["end_column"] - 1].decode("utf-8")
        told.append(f"{found['line']}:{found['column']} {found['code']} {token}".rstrip())
    assert told == SOURCE.with_suffix(".txt").read_text("utf-8").splitlines()
    assert ended.status == 1


def test_people_read_how_many_there_were() -> None:
    ended = oric("check", SOURCE)
    assert ended.out == ""
    assert ended.err.count("\nerror[") + ended.err.startswith("error[") == 10
    assert ended.err.endswith("\n\n10 errors\n")
