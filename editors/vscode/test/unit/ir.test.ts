import assert from 'node:assert/strict';
import test from 'node:test';
import { addressFromQuery, addressToUri, parseAddress, type IrAddress } from '../../src/ir/address';
import { generatedSpans, parseListing, sourceLines } from '../../src/ir/lineMap';
import { HEADER_HEIGHT, renderPage, type PageState } from '../../src/ir/page';

const SOURCE = 'file:///ws/my%20shop/tax.ori';

test('a page is titled by its function, or by its file', () => {
  assert.equal(addressToUri({ uri: SOURCE, function: 'total' }, '/ws/my shop/tax.ori').path, '/ws/my shop/total.ll');
  assert.equal(addressToUri({ uri: SOURCE }, '/ws/my shop/tax.ori').path, '/ws/my shop/tax.ll');
  assert.equal(addressToUri({ uri: 'untitled:Untitled-1' }, 'Untitled-1').path, '/Untitled-1.ll');
});

test('an address survives its URI, whatever the order of its fields', () => {
  const address: IrAddress = { target: 'wasm32-wasi', optLevel: 2, function: 'f', uri: SOURCE };
  const parts = addressToUri(address, '/ws/tax.ori');
  assert.deepEqual(addressFromQuery(parts.query), address);
  assert.equal(parts.query, addressToUri({ uri: SOURCE, function: 'f', optLevel: 2, target: 'wasm32-wasi' }, '/ws/tax.ori').query);
});

test('what is not an address is refused', () => {
  for (const value of [undefined, null, 'x', 3, {}, { uri: 3 }]) assert.equal(parseAddress(value), undefined);
  assert.equal(addressFromQuery('{'), undefined);
  assert.deepEqual(parseAddress({ uri: SOURCE, function: null, optLevel: '2' }), { uri: SOURCE });
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
  const address = { uri: SOURCE, function: 'f' };
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
  const page = renderPage({ address: { uri: SOURCE }, asked: { uri: SOURCE }, listing: undefined, state: { kind: 'stale', reason: 'no function named f' } });
  assert.match(page, /not available: no function named f/);
});
