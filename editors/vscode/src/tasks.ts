/**
 * Checking a folder as a task, and running the `@main` of a file in a terminal, both in the interpreter of the server.
 */
import * as vscode from 'vscode';
import type { TestSource } from './testing/serverTests';

const TYPE = 'ori';
const MATCHER = '$oric';

/** Offers the task `ori: check` for each folder of the workspace. */
export class CheckTasks implements vscode.TaskProvider {
  constructor(private readonly source: TestSource) {}

  async provideTasks(): Promise<vscode.Task[]> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    return Promise.all(folders.map((folder) => this.checkTask({ type: TYPE, task: 'check' }, folder)));
  }

  async resolveTask(task: vscode.Task): Promise<vscode.Task | undefined> {
    const folder = typeof task.scope === 'object' ? task.scope : vscode.workspace.workspaceFolders?.[0];
    return task.definition['task'] === 'check' && folder !== undefined ? this.checkTask(task.definition, folder) : undefined;
  }

  private async checkTask(definition: vscode.TaskDefinition, folder: vscode.WorkspaceFolder): Promise<vscode.Task> {
    const paths: unknown = definition['paths'];
    const checked = Array.isArray(paths) && paths.length > 0 ? paths.map(String) : ['.'];
    const execution = await execute(this.source, folder.uri, ['check', ...checked, '--color', 'never'], folder.uri.fsPath);
    const task = new vscode.Task(definition, folder, 'check', TYPE, execution, MATCHER);
    task.group = vscode.TaskGroup.Build;
    return task;
  }
}

/** Runs the program whose `@main` is in the active file, after saving it. */
export async function runMain(source: TestSource): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || document.languageId !== 'ori' || document.uri.scheme !== 'file') {
    void vscode.window.showInformationMessage('Open the Ori file whose @main should run.');
    return;
  }
  if (document.isDirty && !(await document.save())) return;
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  try {
    const execution = await execute(source, document.uri, ['run', document.uri.fsPath], folder?.uri.fsPath);
    const name = `run ${vscode.workspace.asRelativePath(document.uri)}`;
    await vscode.tasks.executeTask(new vscode.Task({ type: TYPE, task: 'run' }, folder ?? vscode.TaskScope.Workspace, name, TYPE, execution));
  } catch (error) {
    void vscode.window.showErrorMessage(`The program cannot be run: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** `oric` of the server's interpreter with arguments; `of` is whatever the command is about. */
async function execute(source: TestSource, of: vscode.Uri, args: readonly string[], folder: string | undefined): Promise<vscode.ProcessExecution> {
  const [program = '', ...first] = (await source(of.toString())).command;
  return new vscode.ProcessExecution(program, [...first, ...args], folder === undefined ? {} : { cwd: folder });
}
