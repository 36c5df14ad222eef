/**
 * Debugging: `oric debug` in the interpreter of the server, and what is debugged when nobody has written a configuration.
 */
import * as vscode from 'vscode';
import type { TestSource } from '../testing/serverTests';

export const DEBUG_TYPE = 'ori';

/** Starts `oric debug` for a session. */
export class DebugAdapters implements vscode.DebugAdapterDescriptorFactory {
  constructor(private readonly source: TestSource) {}

  async createDebugAdapterDescriptor(session: vscode.DebugSession): Promise<vscode.DebugAdapterDescriptor> {
    const { program } = session.configuration;
    const uri = vscode.Uri.file(String(program)).toString();
    const { command: [executable = '', ...first] } = await this.source(uri).catch(() => {
      throw new Error('The Ori language server, which knows where the debugger is, does not run.');
    });
    const cwd = session.workspaceFolder?.uri.fsPath;
    return new vscode.DebugAdapterExecutable(executable, [...first, 'debug'], cwd === undefined ? {} : { cwd });
  }
}

/** Fills in what a configuration leaves open; without one the file in front is debugged. */
export class DebugConfigurations implements vscode.DebugConfigurationProvider {
  resolveDebugConfiguration(folder: vscode.WorkspaceFolder | undefined, given: vscode.DebugConfiguration): vscode.DebugConfiguration | undefined {
    const isEmpty = !given.type && !given.request && !given.name;
    const document = vscode.window.activeTextEditor?.document;
    const program: unknown = given['program'] ?? (isEmpty && isOriFile(document) ? document.uri.fsPath : undefined);
    if (typeof program !== 'string') {
      void vscode.window.showInformationMessage('Open the Ori file that is to be debugged, or name it as "program" in launch.json.');
      return undefined;
    }
    const file = vscode.Uri.file(program);
    const cwd = (vscode.workspace.getWorkspaceFolder(file) ?? folder)?.uri.fsPath;
    const start = isEmpty ? { type: DEBUG_TYPE, request: 'launch', name: `Debug ${vscode.workspace.asRelativePath(file)}` } : {};
    return { ...given, ...start, program, ...(given['cwd'] === undefined && cwd !== undefined ? { cwd } : {}) };
  }
}

/** `argument` is that of a code lens: a test of a document, or its `@main`; without it the active file is debugged. */
export async function debug(argument: unknown): Promise<void> {
  const { uri, test } = (argument ?? {}) as { readonly uri?: unknown; readonly test?: unknown };
  const active = vscode.window.activeTextEditor?.document;
  const file = typeof uri === 'string' ? vscode.Uri.parse(uri) : isOriFile(active) ? active.uri : undefined;
  if (file === undefined) {
    void vscode.window.showInformationMessage('Open the Ori file that is to be debugged.');
    return;
  }
  const tests = typeof test === 'string' ? [test] : undefined;
  await vscode.debug.startDebugging(vscode.workspace.getWorkspaceFolder(file), launchOf(file, tests));
}

/** The configuration that debugs tests of a file, or its `@main`. */
export function launchOf(file: vscode.Uri, tests: readonly string[] | undefined): vscode.DebugConfiguration {
  const what = tests?.length === 1 ? `@${tests[0]}` : vscode.workspace.asRelativePath(file);
  const chosen = tests === undefined ? {} : { tests };
  return { type: DEBUG_TYPE, request: 'launch', name: `Debug ${what}`, program: file.fsPath, ...chosen };
}

function isOriFile(document: vscode.TextDocument | undefined): document is vscode.TextDocument {
  return document?.languageId === 'ori' && document.uri.scheme === 'file';
}
