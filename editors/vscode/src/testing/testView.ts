/**
 * The Testing view: the tests that the server finds in the files of the workspace, and running them.
 */
import * as vscode from 'vscode';
import { debugTests } from './debugRun';
import { mayHoldTests, type ServerTests, type TestSource } from './serverTests';
import { runTests, type Task } from './testRun';

const FILES = '**/*.ori';
const UPDATE_DELAY_MS = 400;

/** What is done with tests: run those that something changed for, run all, or debug. */
type How = 'changed' | 'all' | 'debug';

export class TestView implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController('ori', 'Ori Tests');
  private readonly subscriptions: vscode.Disposable[];
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly source: TestSource) {
    const { Run, Debug } = vscode.TestRunProfileKind;
    const watcher = vscode.workspace.createFileSystemWatcher(FILES);
    this.controller.refreshHandler = () => this.discover();
    this.controller.createRunProfile('Run', Run, (request) => this.run(request, 'changed'), true);
    this.controller.createRunProfile('Run Unchanged Tests, Too', Run, (request) => this.run(request, 'all'));
    this.controller.createRunProfile('Debug', Debug, (request) => this.run(request, 'debug'), true);
    this.subscriptions = [
      this.controller,
      watcher,
      watcher.onDidCreate((uri) => this.updateLater(uri)),
      watcher.onDidChange((uri) => this.updateLater(uri)),
      watcher.onDidDelete((uri) => this.controller.items.delete(uri.toString())),
      vscode.workspace.onDidOpenTextDocument((document) => this.documentChanged(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.documentChanged(document)),
    ];
  }

  /** Finds the tests of all files of the workspace; for when a server has started. */
  async discover(): Promise<void> {
    const open = vscode.workspace.textDocuments.filter(isOriFile).map((document) => document.uri);
    const found = new Map([...open, ...(await vscode.workspace.findFiles(FILES))].map((uri) => [uri.toString(), uri]));
    for (const [id] of this.controller.items) if (!found.has(id)) this.controller.items.delete(id);
    for (const uri of found.values()) await this.update(uri);
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private documentChanged(document: vscode.TextDocument): void {
    if (isOriFile(document)) this.updateLater(document.uri);
  }

  private updateLater(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(key, setTimeout(() => void this.update(uri), UPDATE_DELAY_MS));
  }

  private async update(uri: vscode.Uri): Promise<ServerTests | undefined> {
    this.timers.delete(uri.toString());
    if (!mayHoldTests(await textOf(uri))) {
      this.controller.items.delete(uri.toString());
      return undefined;
    }
    const answer = await this.source(uri.toString()).catch(() => undefined);
    if (answer !== undefined) this.show(uri, answer);
    return answer;
  }

  private show(uri: vscode.Uri, { tests }: ServerTests): void {
    if (tests.length === 0) {
      this.controller.items.delete(uri.toString());
      return;
    }
    const file = this.controller.items.get(uri.toString()) ?? this.controller.createTestItem(uri.toString(), vscode.workspace.asRelativePath(uri), uri);
    this.controller.items.add(file);
    // An item that is kept keeps its result.
    const wanted = new Set(tests.map(({ name }) => name));
    for (const [name] of file.children) if (!wanted.has(name)) file.children.delete(name);
    for (const { name, range } of tests) {
      const item = file.children.get(name) ?? this.controller.createTestItem(name, `@${name}`, uri);
      item.range = new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
      item.sortText = String(range.start.line).padStart(8, '0');
      file.children.add(item);
    }
  }

  /** Tests run from the disk, so what is edited is saved before. A cancelled run ends by its own token. */
  private async run(request: vscode.TestRunRequest, how: How): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showWarningMessage('Tests run code of this folder, which is not trusted.');
      return;
    }
    await vscode.workspace.saveAll(false);
    const run = this.controller.createTestRun(request);
    try {
      for (const [file, names] of this.wanted(request)) {
        if (run.token.isCancellationRequested) break;
        await this.runFile(run, file, names, how);
      }
    } finally {
      run.end();
    }
  }

  private async runFile(run: vscode.TestRun, file: vscode.Uri, names: readonly string[] | undefined, how: How): Promise<void> {
    const answer = await this.update(file);
    const item = this.controller.items.get(file.toString());
    if (item === undefined) return;
    if (answer === undefined) {
      run.errored(item, new vscode.TestMessage('The Ori language server, which knows how to run tests, does not answer.'));
      return;
    }
    const tests = new Map([...item.children].map(([name, child]) => [name, child]));
    const task: Task = { file, tests, names, all: how === 'all' };
    await (how === 'debug' ? debugTests(task, run) : runTests(task, answer.command, run));
  }

  /** By file the names of the tests that were asked for and not left out; undefined for all of a file. */
  private wanted(request: vscode.TestRunRequest): [vscode.Uri, string[] | undefined][] {
    const excluded = new Set(request.exclude ?? []);
    const result: [vscode.Uri, string[] | undefined][] = [];
    for (const [id, file] of this.controller.items) {
      if (file.uri === undefined || excluded.has(file)) continue;
      const isWhole = request.include === undefined || request.include.includes(file);
      const asked = [...file.children].map(([, child]) => child).filter((child) => isWhole || request.include?.includes(child));
      const names = asked.filter((child) => !excluded.has(child)).map(({ id: name }) => name);
      if (names.length > 0) result.push([vscode.Uri.parse(id), names.length === file.children.size ? undefined : names]);
    }
    return result;
  }
}

function isOriFile(document: vscode.TextDocument): boolean {
  return document.languageId === 'ori' && document.uri.scheme === 'file';
}

async function textOf(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  try {
    return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
  } catch {
    return '';
  }
}
