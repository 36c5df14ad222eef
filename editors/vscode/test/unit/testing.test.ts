import assert from 'node:assert/strict';
import test from 'node:test';
import manifest from '../../package.json';
import { LineReader, parseReportLine } from '../../src/testing/report';
import { mayHoldTests } from '../../src/testing/serverTests';

const FAILED = {
  type: 'test', path: 'a.ori', name: 't', line: 2, status: 'failed', message: 'assertion failed: 1 != 2', duration_ms: 1.5,
  failure: { place: { path: 'a.ori', line: 2, column: 28 }, actual: '1', expected: '2' }, is_unchanged: false,
};

test('a failed test has its place and both sides', () => {
  assert.deepEqual(parseReportLine(JSON.stringify(FAILED)), {
    kind: 'test', path: 'a.ori', name: 't', line: 2, status: 'failed', message: 'assertion failed: 1 != 2', durationMs: 1.5,
    isUnchanged: false, place: { path: 'a.ori', line: 2, column: 28 }, sides: { actual: '1', expected: '2' },
  });
});

test('a test that did not fail has neither, nor has one of an older toolchain', () => {
  for (const failure of [null, undefined, {}]) {
    const told = parseReportLine(JSON.stringify({ ...FAILED, status: 'passed', failure, is_unchanged: true }));
    assert.ok(told?.kind === 'test' && told.place === undefined && told.sides === undefined && told.isUnchanged);
  }
});

test('errors that keep tests from running are told with their place', () => {
  const line = JSON.stringify({ type: 'diagnostic', path: 'a.ori', line: 1, column: 3, severity: 'error', code: 'E2002', message: 'no' });
  assert.deepEqual(parseReportLine(line), {
    kind: 'problem', place: { path: 'a.ori', line: 1, column: 3 }, severity: 'error', message: 'E2002: no',
  });
});

test('other lines are nothing', () => {
  for (const line of ['', 'x', '3', 'null', '{"type":"summary"}', '{"type":"test"}']) assert.equal(parseReportLine(line), undefined);
});

test('lines are whole however they arrive', () => {
  const seen: string[] = [];
  const reader = new LineReader((line) => seen.push(line));
  for (const piece of ['a', 'b\nc', '\n', 'd']) reader.add(piece);
  assert.deepEqual(seen, ['ab', 'c']);
  reader.end();
  assert.deepEqual(seen, ['ab', 'c', 'd']);
});

test('only files with a test are asked for their tests', () => {
  assert.ok(mayHoldTests('@t tests @a () -> void = {}'));
  assert.ok(mayHoldTests('@t\n  tests\n _ () -> void = {}'));
  assert.ok(!mayHoldTests('let tests = 1'));
});

test('the problem matcher reads what oric check writes', () => {
  const [first, second] = manifest.contributes.problemMatchers[0]?.pattern ?? [];
  const head = new RegExp(first?.regexp ?? '').exec('error[E2067]: `m` declares no `x`');
  assert.deepEqual(head?.slice(1), ['error', 'E2067', '`m` declares no `x`']);
  assert.deepEqual(new RegExp(second?.regexp ?? '').exec(' --> src/a.ori:1:19')?.slice(1), ['src/a.ori', '1', '19']);
});
