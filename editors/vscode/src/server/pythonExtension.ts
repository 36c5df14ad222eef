/**
 * The interpreter that is selected in the Python extension, when that extension is installed.
 *
 * Only the two calls needed are described; everything is checked at run time, because the other extension's
 * version is not ours to choose.
 */
import * as vscode from 'vscode';

const PYTHON_EXTENSION = 'ms-python.python';

interface PythonEnvironments {
  getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
  resolveEnvironment(environment: { readonly path: string }): Promise<{ readonly executable?: { readonly uri?: vscode.Uri } } | undefined>;
  readonly onDidChangeActiveEnvironmentPath?: vscode.Event<unknown>;
}

async function pythonEnvironments(output: vscode.LogOutputChannel): Promise<PythonEnvironments | undefined> {
  const extension = vscode.extensions.getExtension<{ environments?: PythonEnvironments }>(PYTHON_EXTENSION);
  if (extension === undefined) return undefined;
  try {
    const api = extension.isActive ? extension.exports : await extension.activate();
    return api?.environments;
  } catch (error) {
    output.warn(`The Python extension could not be asked: ${String(error)}`);
    return undefined;
  }
}

/** The selected interpreter's path, or undefined when there is no Python extension or it has none. */
export async function selectedInterpreter(output: vscode.LogOutputChannel): Promise<string | undefined> {
  const environments = await pythonEnvironments(output);
  if (environments === undefined) return undefined;
  try {
    const active = environments.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
    const resolved = await environments.resolveEnvironment(active);
    return resolved?.executable?.uri?.fsPath;
  } catch (error) {
    output.warn(`The Python extension did not tell its interpreter: ${String(error)}`);
    return undefined;
  }
}

/** Calls `changed` when another interpreter is selected. */
export async function watchSelectedInterpreter(
  output: vscode.LogOutputChannel,
  changed: () => void,
): Promise<vscode.Disposable | undefined> {
  const environments = await pythonEnvironments(output);
  return environments?.onDidChangeActiveEnvironmentPath?.(changed);
}
