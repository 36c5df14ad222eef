/**
 * Finds the command that starts the language server.
 *
 * In: settings, environment, workspace folders and a test for "this file can be run".
 * Out: the command, or why there is none. Nothing here touches the editor or the disk, so that every
 * platform's rules can be tested on any machine.
 */
import * as path from 'node:path';

/** A command ready to be started, and where it came from (shown to the user). */
export interface ServerCommand {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly origin: string;
}

export interface ServerSettings {
  /** `ori.server.path`: a program name, a path, or empty. */
  readonly path: string;
  /** `ori.server.arguments`. */
  readonly arguments: readonly string[];
  /** `ori.python.interpreter`: a path, or empty. */
  readonly interpreter: string;
}

export interface Search {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly settings: ServerSettings;
  /** Absolute paths, the most relevant first. */
  readonly workspaceFolders: readonly string[];
  /** Programs inside the folders of a workspace that is not trusted are never run. */
  readonly trusted: boolean;
  /** The interpreter chosen in the Python extension, when that extension is there. */
  readonly selectedInterpreter: string | undefined;
  readonly isExecutable: (file: string) => boolean;
}

export type SearchResult =
  | { readonly kind: 'found'; readonly server: ServerCommand }
  | { readonly kind: 'misconfigured'; readonly reason: string }
  | { readonly kind: 'missing'; readonly lookedIn: readonly string[] };

const SERVER = 'ori-lsp';
const ENVIRONMENT_FOLDERS = ['.venv', 'venv'];

/**
 * The first server found in: the settings, the workspace's Python environments, PATH.
 * A setting that names something that is not there is reported rather than passed over: the user asked for it.
 */
export function findServer(search: Search): SearchResult {
  const configured = configuredServer(search);
  if (configured !== undefined) return configured;

  const lookedIn: string[] = [];
  for (const { folder, origin } of environments(search)) {
    const command = programIn(search, folder, SERVER);
    if (command !== undefined) return found(search, command, origin);
    lookedIn.push(folder);
  }
  const onPath = programOnPath(search, SERVER);
  if (onPath !== undefined) return found(search, onPath, 'PATH');
  return { kind: 'missing', lookedIn: [...lookedIn, 'PATH'] };
}

function configuredServer(search: Search): SearchResult | undefined {
  const { settings } = search;
  if (settings.path.trim() !== '') {
    const command = resolveProgram(search, settings.path.trim());
    return command === undefined
      ? { kind: 'misconfigured', reason: `The setting ori.server.path names "${settings.path}", which is not a program here.` }
      : found(search, command, 'the setting ori.server.path');
  }
  if (settings.interpreter.trim() !== '') {
    const interpreter = resolveProgram(search, settings.interpreter.trim());
    if (interpreter === undefined) {
      return {
        kind: 'misconfigured',
        reason: `The setting ori.python.interpreter names "${settings.interpreter}", which is not a program here.`,
      };
    }
    // -P keeps the workspace off Python's import path: a file of the user's named json.py must not break the server.
    const command = ['-P', '-m', 'ori_lsp', ...settings.arguments];
    return { kind: 'found', server: { command: interpreter, arguments: command, origin: 'the setting ori.python.interpreter' } };
  }
  return undefined;
}

function found(search: Search, command: string, origin: string): SearchResult {
  return { kind: 'found', server: { command, arguments: search.settings.arguments, origin } };
}

/** Folders of programs of the Python environments in question, the most specific first. */
function environments(search: Search): { folder: string; origin: string }[] {
  const paths = pathRules(search);
  const result: { folder: string; origin: string }[] = [];
  const add = (environment: string, origin: string) =>
    result.push({ folder: paths.join(environment, search.platform === 'win32' ? 'Scripts' : 'bin'), origin });

  if (search.trusted) {
    for (const folder of search.workspaceFolders) {
      for (const name of ENVIRONMENT_FOLDERS) add(paths.join(folder, name), `${name} in the workspace`);
    }
  }
  const active = search.environment['VIRTUAL_ENV'];
  if (active !== undefined && active !== '') add(active, 'VIRTUAL_ENV');
  if (search.trusted && search.selectedInterpreter !== undefined) {
    result.push({ folder: paths.dirname(search.selectedInterpreter), origin: 'the selected Python interpreter' });
  }
  return result;
}

function resolveProgram(search: Search, written: string): string | undefined {
  const paths = pathRules(search);
  const folder = search.workspaceFolders[0];
  let program = written;
  if (program === '~' || program.startsWith('~/') || program.startsWith('~\\')) program = search.home + program.slice(1);
  if (folder !== undefined) program = program.replaceAll('${workspaceFolder}', folder);
  const isBareName = !program.includes('/') && !program.includes(paths.sep);
  if (isBareName) return programOnPath(search, program);
  if (!paths.isAbsolute(program)) {
    if (folder === undefined) return undefined;
    program = paths.join(folder, program);
  }
  return spellings(search, program).find(search.isExecutable);
}

function programOnPath(search: Search, name: string): string | undefined {
  const paths = pathRules(search);
  const value = search.environment['PATH'] ?? search.environment['Path'] ?? '';
  for (const folder of value.split(paths.delimiter)) {
    // A relative entry would mean a program of whatever folder the editor happens to run in.
    if (!paths.isAbsolute(folder)) continue;
    const program = programIn(search, folder, name);
    if (program !== undefined) return program;
  }
  return undefined;
}

function programIn(search: Search, folder: string, name: string): string | undefined {
  return spellings(search, pathRules(search).join(folder, name)).find(search.isExecutable);
}

function spellings(search: Search, program: string): string[] {
  if (search.platform !== 'win32' || program.toLowerCase().endsWith('.exe')) return [program];
  return [`${program}.exe`];
}

function pathRules(search: Search): path.PlatformPath {
  return search.platform === 'win32' ? path.win32 : path.posix;
}
