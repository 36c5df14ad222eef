import assert from 'node:assert/strict';
import test from 'node:test';
import { addressFromQuery, addressToUri, commandArgument, parseAddress, type CodeAddress } from '../../src/ir/address';
import { generatedSpans, parseListing, sourceLines, spansWithoutCode } from '../../src/ir/lineMap';
import { HEADER_HEIGHT, renderPage, whyUnmapped, whyWithoutSource, type Page, type PageState } from '../../src/ir/page';
import { KINDS, kindOfServerCommand, viewOf } from '../../src/ir/view';

const SOURCE = 'file:///ws/my%20shop/tax.ori';

test('a page is titled by its function, or by its file', () => {
  assert.equal(addressToUri({ kind: 'llvm', uri: SOURCE, function: 'total' }, '/ws/my shop/tax.ori').path, '/ws/my shop/total.ll');
  assert.equal(addressToUri({ kind: 'llvm', uri: SOURCE }, '/ws/my shop/tax.ori').path, '/ws/my shop/tax.ll');
  assert.equal(addressToUri({ kind: 'llvm', uri: 'untitled:Untitled-1' }, 'Untitled-1').path, '/Untitled-1.ll');
});

test('each kind has a command of the server, an extension and an address of its own', () => {
  for (const kind of KINDS) assert.equal(kindOfServerCommand(viewOf(kind).serverCommand), kind);
  assert.equal(kindOfServerCommand('ori.runTest'), undefined);
  const parts = KINDS.map((kind) => addressToUri({ kind, uri: SOURCE, function: 'f' }, '/ws/tax.ori'));
  assert.deepEqual(parts.map(({ path }) => path), ['/ws/f.ll', '/ws/f.s', '/ws/f.arc', '/ws/f.abi']);
  assert.equal(new Set(parts.map(({ query }) => query)).size, KINDS.length);
});

test('an address survives its URI, whatever the order of its fields', () => {
  const address: CodeAddress = { kind: 'asm', target: 'wasm32-wasi', optLevel: 2, function: 'f', uri: SOURCE };
  const parts = addressToUri(address, '/ws/tax.ori');
  assert.deepEqual(addressFromQuery(parts.query), address);
  assert.equal(parts.query, addressToUri({ kind: 'asm', uri: SOURCE, function: 'f', optLevel: 2, target: 'wasm32-wasi' }, '/ws/tax.ori').query);
});

test('what is not an address is refused', () => {
  for (const value of [undefined, null, 'x', 3, {}, { uri: 3 }]) assert.equal(parseAddress(value), undefined);
  assert.equal(addressFromQuery('{'), undefined);
  assert.deepEqual(parseAddress({ uri: SOURCE, function: null, optLevel: '2' }), { kind: 'llvm', uri: SOURCE });
  assert.deepEqual(parseAddress({ uri: SOURCE, kind: 'wasm' }, 'arc'), { kind: 'arc', uri: SOURCE });
  assert.deepEqual(parseAddress({ uri: SOURCE, kind: 'abi' }, 'arc'), { kind: 'abi', uri: SOURCE });
});

test('the server is asked without the kind, which its command says', () => {
  assert.deepEqual(commandArgument({ kind: 'asm', uri: SOURCE, optLevel: 1 }), { uri: SOURCE, optLevel: 1 });
});

test('lines are matched both ways', () => {
  const listing = { text: '', lineMap: [null, 4, 4, 5, null, 4, 9] };
  assert.deepEqual(generatedSpans(listing, { first: 4, last: 4 }), [{ first: 1, last: 2 }, { first: 5, last: 5 }]);
  assert.deepEqual(generatedSpans(listing, { first: 4, last: 5 }), [{ first: 1, last: 3 }, { first: 5, last: 5 }]);
  assert.deepEqual(generatedSpans(listing, { first: 7, last: 8 }), []);
  assert.deepEqual(sourceLines(listing, { first: 2, last: 5 }), [4, 5]);
  assert.deepEqual(sourceLines(listing, { first: -3, last: 0 }), []);
  assert.deepEqual(sourceLines(listing, { first: 6, last: 60 }), [9]);
});

test('a listing without a usable line map still has its text', () => {
  assert.deepEqual(parseListing({ text: 'x' }), { text: 'x', lineMap: [] });
  assert.deepEqual(parseListing({ text: 'x', lineMap: [1, null, 'a'] }), { text: 'x', lineMap: [1, null, null] });
  for (const value of [undefined, null, 'text', { lineMap: [] }]) assert.equal(parseListing(value), undefined);
});

test('the header tells the state and always has the same height', () => {
  const listing = { text: 'define i64 @f()', lineMap: [0] };
  const address: CodeAddress = { kind: 'llvm', uri: SOURCE, function: 'f' };
  const states: [PageState, RegExp][] = [
    [{ kind: 'current' }, /up to date/],
    [{ kind: 'waiting' }, /being refreshed/],
    [{ kind: 'stale', reason: 'two\n  lines' }, /STALE.*: two lines/],
  ];
  for (const [state, expected] of states) {
    const lines = renderPage({ address, asked: { ...address, optLevel: 1 }, listing, state }).split('\n');
    assert.match(lines[0] ?? '', /^; LLVM IR of f in tax\.ori, optimisation level 1$/);
    assert.match(lines[1] ?? '', expected);
    assert.equal(lines[HEADER_HEIGHT], 'define i64 @f()');
  }
});

test('a page that never had a text says why', () => {
  const page = renderPage({ address: { kind: 'llvm', uri: SOURCE }, asked: { kind: 'llvm', uri: SOURCE }, listing: undefined, state: { kind: 'stale', reason: 'no function named f' } });
  assert.match(page, /not available: no function named f/);
});

function pageOf(lineMap: (number | null)[], address: CodeAddress, state: PageState = { kind: 'current' }): Page {
  return { address, asked: address, listing: { text: 'text', lineMap }, state };
}

test('the header names the kind in a comment of its language, and the level where it matters', () => {
  const header = (kind: CodeAddress['kind']) => renderPage(pageOf([0], { kind, uri: SOURCE, optLevel: 2 })).split('\n')[0];
  assert.equal(header('asm'), '# Assembly of tax.ori, optimisation level 2');
  assert.equal(header('arc'), '// ARC IR of tax.ori');
  assert.equal(header('abi'), '// ABI and layout of tax.ori');
});

test('a page that nothing is mapped in says so', () => {
  assert.match(renderPage(pageOf([null, null], { kind: 'asm', uri: SOURCE })), /none of these lines can be traced/);
});

test('lines without code are those between the lines that have some, or of the whole file', () => {
  const listing = { text: '', lineMap: [null, 3, 6, 3] };
  assert.deepEqual(spansWithoutCode([{ listing, isFunction: true }], 20), [{ first: 4, last: 5 }]);
  assert.deepEqual(spansWithoutCode([{ listing, isFunction: false }], 8), [{ first: 0, last: 2 }, { first: 4, last: 5 }, { first: 7, last: 7 }]);
  const other = { text: '', lineMap: [5, 8] };
  const both = [{ listing, isFunction: true }, { listing: other, isFunction: true }];
  assert.deepEqual(spansWithoutCode(both, 20), [{ first: 4, last: 4 }, { first: 7, last: 7 }]);
  assert.deepEqual(spansWithoutCode([{ listing: { text: '', lineMap: [null] }, isFunction: false }], 8), []);
  assert.deepEqual(spansWithoutCode([], 8), []);
});

test('a line that is not mapped has its reason', () => {
  const f: CodeAddress = { kind: 'asm', uri: SOURCE, function: 'f' };
  assert.equal(whyUnmapped(pageOf([3, 5], f), 3), undefined);
  assert.equal(whyUnmapped(pageOf([3, 5], f), 4), 'no Assembly was made from this line');
  assert.match(whyUnmapped(pageOf([3, 5], { ...f, optLevel: 2 }), 4) ?? '', /optimisation removed/);
  assert.equal(whyUnmapped(pageOf([3, 5], f), 9), 'the Assembly is that of f only');
  assert.match(whyUnmapped(pageOf([3], f, { kind: 'stale', reason: 'no `g`' }), 3) ?? '', /not up to date: STALE.*no `g`/);
  assert.match(whyUnmapped(pageOf([null], f), 3) ?? '', /nothing in the Assembly/);
  assert.match(whyWithoutSource(pageOf([null], f)), /no line of the source stands behind/);
});
