import assert from 'node:assert/strict';
import test from 'node:test';
import { findServer, type Search, type SearchResult } from '../../src/server/discovery';

function search(files: readonly string[], change: Partial<Search> = {}): SearchResult {
  return findServer({
    platform: 'linux',
    environment: { PATH: '/usr/local/bin:/usr/bin' },
    home: '/home/me',
    settings: { path: '', arguments: [], interpreter: '' },
    workspaceFolders: ['/ws'],
    trusted: true,
    selectedInterpreter: undefined,
    isExecutable: (file) => files.includes(file),
    ...change,
  });
}

function command(result: SearchResult): string {
  assert.equal(result.kind, 'found');
  return [result.server.command, ...result.server.arguments].join(' ');
}

const settings = (change: Partial<Search['settings']>): Partial<Search> => ({
  settings: { path: '', arguments: [], interpreter: '', ...change },
});
const EVERYWHERE = ['/ws/.venv/bin/ori-lsp', '/ws/venv/bin/ori-lsp', '/env/bin/ori-lsp', '/py/bin/ori-lsp', '/usr/bin/ori-lsp', '/opt/ori/oric'];

test('the order is: setting, .venv, venv, VIRTUAL_ENV, selected interpreter, PATH', () => {
  const change = { environment: { PATH: '/usr/bin', VIRTUAL_ENV: '/env' }, selectedInterpreter: '/py/bin/python' };
  const left = [...EVERYWHERE];
  assert.equal(command(search(left, { ...change, ...settings({ path: '/opt/ori/oric', arguments: ['lsp'] }) })), '/opt/ori/oric lsp');
  for (const expected of EVERYWHERE.slice(0, 5)) {
    assert.equal(command(search(left, change)), expected);
    left.shift();
  }
  assert.deepEqual(search(left, change), { kind: 'missing', lookedIn: ['/ws/.venv/bin', '/ws/venv/bin', '/env/bin', '/py/bin', 'PATH'] });
});

test('arguments of the setting go to whichever server is found', () => {
  assert.equal(command(search(['/ws/.venv/bin/ori-lsp'], settings({ arguments: ['--log', 'x'] }))), '/ws/.venv/bin/ori-lsp --log x');
});

test('an interpreter runs the server as a module that the workspace cannot shadow', () => {
  assert.equal(command(search(['/py/python3'], settings({ interpreter: '/py/python3', arguments: ['-v'] }))), '/py/python3 -P -m ori_lsp -v');
});

test('the path setting knows ~, ${workspaceFolder}, relative paths and names on PATH', () => {
  const at = (path: string, file: string) => command(search([file], settings({ path })));
  assert.equal(at('~/bin/ori', '/home/me/bin/ori'), '/home/me/bin/ori');
  assert.equal(at('${workspaceFolder}/tools/ori', '/ws/tools/ori'), '/ws/tools/ori');
  assert.equal(at('tools/ori', '/ws/tools/ori'), '/ws/tools/ori');
  assert.equal(at('ori', '/usr/bin/ori'), '/usr/bin/ori');
});

test('a setting that names nothing is reported, not passed over', () => {
  for (const change of [settings({ path: '/nowhere/ori-lsp' }), settings({ interpreter: 'python9' })]) {
    const result = search(EVERYWHERE, change);
    assert.equal(result.kind, 'misconfigured');
    assert.match(result.reason, /nowhere|python9/);
  }
});

test('a workspace that is not trusted runs nothing of its own', () => {
  const result = search(['/ws/.venv/bin/ori-lsp', '/py/bin/ori-lsp', '/usr/bin/ori-lsp'], { trusted: false, selectedInterpreter: '/py/bin/python' });
  assert.equal(command(result), '/usr/bin/ori-lsp');
});

test('relative and empty entries of PATH are ignored', () => {
  assert.equal(search(['bin/ori-lsp', 'ori-lsp'], { environment: { PATH: ':bin:.' } }).kind, 'missing');
});

test('Windows: Scripts, .exe, Path and backslashes', () => {
  const windows: Partial<Search> = { platform: 'win32', workspaceFolders: ['C:\\ws'], environment: { Path: 'C:\\tools;D:\\bin' } };
  assert.equal(command(search(['C:\\ws\\.venv\\Scripts\\ori-lsp.exe'], windows)), 'C:\\ws\\.venv\\Scripts\\ori-lsp.exe');
  assert.equal(command(search(['D:\\bin\\ori-lsp.exe'], windows)), 'D:\\bin\\ori-lsp.exe');
  assert.equal(command(search(['C:\\x\\o.exe'], { ...windows, ...settings({ path: 'C:\\x\\o' }) })), 'C:\\x\\o.exe');
});
