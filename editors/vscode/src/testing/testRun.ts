/**
 * One run of `oric test` and the tests of the Testing view that it is about.
 */
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { LineReader, parseReportLine, type Place, type TestResult } from './report';

/** A file with those of its tests that are to run; all of them when `names` is undefined. */
export interface Task {
  readonly file: vscode.Uri;
  readonly tests: ReadonlyMap<string, vscode.TestItem>;
  readonly names: readonly string[] | undefined;
  /** Unchanged tests are run again, too. */
  readonly all: boolean;
}

/** Runs the tests of one file and tells `run` how they went; a cancelled run ends the process. */
export async function runTests(task: Task, command: readonly string[], run: vscode.TestRun): Promise<void> {
  const waiting = new Map([...task.tests].filter(([name]) => task.names?.includes(name) ?? true));
  for (const test of waiting.values()) run.started(test);
  const problems: vscode.TestMessage[] = [];
  const folder = vscode.workspace.getWorkspaceFolder(task.file)?.uri.fsPath ?? path.dirname(task.file.fsPath);

  const take = (line: string): void => {
    const told = parseReportLine(line);
    if (told === undefined) return;
    if (told.kind === 'problem') {
      if (told.severity === 'error') problems.push(messageAt(new vscode.TestMessage(told.message), told.place, folder));
      return;
    }
    const test = waiting.get(told.name);
    if (test === undefined) return;
    waiting.delete(told.name);
    tell(run, test, told, folder);
  };
  const errors = await execute([...command, ...argumentsOf(task)], folder, take, run);
  for (const test of waiting.values()) {
    if (run.token.isCancellationRequested) run.skipped(test);
    else run.errored(test, problems.length > 0 ? problems : new vscode.TestMessage(errors.trim() || 'oric test did not tell of this test'));
  }
}

function argumentsOf(task: Task): string[] {
  const filters = (task.names ?? []).flatMap((name) => ['--filter', name]);
  return ['test', task.file.fsPath, '--format', 'json', '--color', 'never', ...filters, ...(task.all ? ['--all'] : [])];
}

/** Shows how a test went; `folder` is what paths are relative to. */
export function tell(run: vscode.TestRun, test: vscode.TestItem, result: TestResult, folder: string): void {
  const remark = result.isUnchanged ? ' (unchanged since the last run)' : '';
  run.appendOutput(`${result.status}  @${result.name}${remark}\r\n`, undefined, test);
  test.description = result.isUnchanged ? 'unchanged' : '';
  switch (result.status) {
    case 'passed':
      run.passed(test, result.isUnchanged ? undefined : result.durationMs);
      break;
    case 'skipped':
      run.skipped(test);
      break;
    case 'failed':
      run.failed(test, failureOf(test, result, folder), result.isUnchanged ? undefined : result.durationMs);
      break;
  }
}

function failureOf(test: vscode.TestItem, result: TestResult, folder: string): vscode.TestMessage {
  const { sides, place } = result;
  const message = sides === undefined
    ? new vscode.TestMessage(result.message)
    : vscode.TestMessage.diff(result.message, sides.expected, sides.actual);
  if (place !== undefined) return messageAt(message, place, folder);
  if (test.uri !== undefined && test.range !== undefined) message.location = new vscode.Location(test.uri, test.range);
  return message;
}

function messageAt(message: vscode.TestMessage, place: Place, folder: string): vscode.TestMessage {
  const file = vscode.Uri.file(path.resolve(folder, place.path));
  message.location = new vscode.Location(file, new vscode.Position(place.line - 1, Math.max(0, place.column - 1)));
  return message;
}

/** What the process wrote to its standard error; rejects never, a program that cannot be started says so there. */
function execute(command: readonly string[], folder: string, take: (line: string) => void, run: vscode.TestRun): Promise<string> {
  return new Promise((resolve) => {
    const [program = '', ...rest] = command;
    const child = spawn(program, rest, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const lines = new LineReader(take);
    let errors = '';
    const cancelled = run.token.onCancellationRequested(() => child.kill());
    child.stdout.setEncoding('utf8').on('data', (piece: string) => lines.add(piece));
    child.stderr.setEncoding('utf8').on('data', (piece: string) => (errors += piece));
    child.on('error', (error) => (errors += error.message));
    child.on('close', () => {
      lines.end();
      cancelled.dispose();
      resolve(errors);
    });
  });
}
