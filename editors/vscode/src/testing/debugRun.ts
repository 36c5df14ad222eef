/**
 * One debugging session and the tests of the Testing view that it is about.
 */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { launchOf } from '../debugging/adapter';
import { parseReport } from './report';
import { tell, type Task } from './testRun';

/** What `oric debug` tells when a test has ended, as `oric test` would. */
const TEST_EVENT = 'oriTest';

/** Debugs the tests of one file, tells `run` how they went, and waits for the end; a cancelled run ends the session. */
export async function debugTests(task: Task, run: vscode.TestRun): Promise<void> {
  const names = task.names ?? [...task.tests.keys()];
  const waiting = new Map([...task.tests].filter(([name]) => names.includes(name)));
  const folder = vscode.workspace.getWorkspaceFolder(task.file);
  const place = folder?.uri.fsPath ?? path.dirname(task.file.fsPath);
  // A session that is restarted is another one with the same configuration.
  const key = `${task.file.toString()} ${Date.now()}`;
  const isOurs = (session: vscode.DebugSession): boolean => session.configuration['testRun'] === key;
  const subscriptions: vscode.Disposable[] = [];
  const ended = new Promise<void>((resolve) => {
    subscriptions.push(
      vscode.debug.onDidTerminateDebugSession((session) => isOurs(session) && resolve()),
      vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
        const told = event === TEST_EVENT && isOurs(session) ? parseReport(body) : undefined;
        const test = told?.kind === 'test' ? waiting.get(told.name) : undefined;
        if (told?.kind !== 'test' || test === undefined) return;
        waiting.delete(told.name);
        tell(run, test, told, place);
      }),
      vscode.debug.onDidStartDebugSession((session) => {
        if (isOurs(session)) run.token.onCancellationRequested(() => vscode.debug.stopDebugging(session));
      }),
    );
  });
  try {
    for (const test of waiting.values()) run.started(test);
    const configuration = { ...launchOf(task.file, names), testRun: key };
    if (await vscode.debug.startDebugging(folder, configuration, { testRun: run })) await ended;
  } finally {
    for (const subscription of subscriptions) subscription.dispose();
    for (const test of waiting.values()) run.skipped(test);
  }
}
