/**
 * The language server's life: found, started, restarted, stopped, and what state it is in.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as vscode from 'vscode';
import { ExecuteCommandRequest, LanguageClient, State, type Middleware } from 'vscode-languageclient/node';
import { findServer, type SearchResult, type ServerCommand, type ServerSettings } from './discovery';
import { selectedInterpreter } from './pythonExtension';
import { TraceChannel } from './traceChannel';

export type ServerState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly server: ServerCommand }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'unavailable'; readonly reason: string };

const INSTALL = 'pip install ori-toolchain';
const OPEN_SETTINGS = 'Open Settings';
const SHOW_OUTPUT = 'Show Output';

export class LanguageServer implements vscode.Disposable {
  readonly output = vscode.window.createOutputChannel('Ori Language Server', { log: true });
  private readonly trace = new TraceChannel(this.output);
  private readonly stateChanged = new vscode.EventEmitter<ServerState>();
  readonly onDidChangeState = this.stateChanged.event;
  private current: ServerState = { kind: 'stopped' };
  private client: LanguageClient | undefined;
  /** Starts and stops run one after the other, in the order they were asked for. */
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly middleware: Middleware) {}

  get state(): ServerState {
    return this.current;
  }

  restart(): Promise<void> {
    this.queue = this.queue.then(() => this.stopClient()).then(() => this.startClient());
    return this.queue;
  }

  stop(): Promise<void> {
    this.queue = this.queue.then(() => this.stopClient());
    return this.queue;
  }

  /** Runs a command of the server; rejects with the server's error, or when no server runs. */
  async execute(command: string, argument: object, token?: vscode.CancellationToken): Promise<unknown> {
    if (this.client === undefined || this.current.kind !== 'running') throw new Error('the language server is not running');
    return this.client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [argument] }, token);
  }

  /** Sends a request of our own; rejects as `execute` does. */
  async request<Answer>(method: string, parameters: object): Promise<Answer> {
    if (this.client === undefined || this.current.kind !== 'running') throw new Error('the language server is not running');
    return this.client.sendRequest<Answer>(method, parameters);
  }

  refreshTrace(): void {
    this.trace.refresh();
  }

  dispose(): void {
    void this.stop().finally(() => {
      this.stateChanged.dispose();
      this.trace.dispose();
      this.output.dispose();
    });
  }

  private async startClient(): Promise<void> {
    this.setState({ kind: 'starting' });
    const result = await this.search();
    if (result.kind !== 'found') {
      this.reportMissing(result);
      return;
    }
    const { server } = result;
    this.output.info(`Starting ${[server.command, ...server.arguments].join(' ')} (found through ${server.origin})`);
    const client = new LanguageClient('ori', 'Ori Language Server', { command: server.command, args: [...server.arguments] }, {
      documentSelector: [{ language: 'ori', scheme: 'file' }, { language: 'ori', scheme: 'untitled' }],
      initializationOptions: { codeLens: wantedLenses(), diagnostics: wantedDiagnostics() },
      outputChannel: this.output,
      traceOutputChannel: this.trace,
      middleware: this.middleware,
    });
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      if (this.client === client) this.setState(this.fromClientState(newState, server));
    });
    try {
      await client.start();
    } catch (error) {
      this.reportFailure(server, error);
    }
  }

  private async stopClient(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client === undefined) return;
    try {
      await client.dispose();
    } catch (error) {
      this.output.warn(`The server did not stop in order: ${String(error)}`);
    }
    this.setState({ kind: 'stopped' });
  }

  private async search(): Promise<SearchResult> {
    const trusted = vscode.workspace.isTrusted;
    return findServer({
      platform: process.platform,
      environment: process.env,
      home: os.homedir(),
      settings: serverSettings(),
      workspaceFolders: (vscode.workspace.workspaceFolders ?? []).filter((f) => f.uri.scheme === 'file').map((f) => f.uri.fsPath),
      trusted,
      selectedInterpreter: trusted ? await selectedInterpreter(this.output) : undefined,
      isExecutable,
    });
  }

  private fromClientState(state: State, server: ServerCommand): ServerState {
    switch (state) {
      case State.Running:
        return { kind: 'running', server };
      case State.Starting:
        return { kind: 'starting' };
      case State.Stopped:
      case State.StartFailed:
        return { kind: 'stopped' };
    }
  }

  private reportMissing(result: Exclude<SearchResult, { kind: 'found' }>): void {
    const reason =
      result.kind === 'misconfigured'
        ? result.reason
        : `The Ori language server (ori-lsp) was not found. Install it into your Python environment with "${INSTALL}", or name it in the setting ori.server.path.`;
    if (result.kind === 'missing') this.output.error(`No ori-lsp in: ${result.lookedIn.join(', ')}`);
    this.unavailable(reason);
  }

  private reportFailure(server: ServerCommand, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.unavailable(`The Ori language server (${server.command}) could not be started: ${reason}`);
  }

  private unavailable(reason: string): void {
    this.setState({ kind: 'unavailable', reason });
    this.output.error(reason);
    void vscode.window.showErrorMessage(reason, OPEN_SETTINGS, SHOW_OUTPUT).then((choice) => {
      if (choice === OPEN_SETTINGS) void vscode.commands.executeCommand('workbench.action.openSettings', 'ori.server.path');
      if (choice === SHOW_OUTPUT) this.output.show();
    });
  }

  private setState(state: ServerState): void {
    this.current = state;
    this.stateChanged.fire(state);
  }
}

/** Which code lenses the user wants when the server starts; it is told about changes. */
function wantedLenses(): Readonly<Record<string, boolean>> {
  const settings = vscode.workspace.getConfiguration('ori.codeLens');
  return Object.fromEntries(['references', 'runTest', 'debug', 'showIr'].map((kind) => [kind, settings.get<boolean>(kind, true)]));
}

/** For which files the user wants diagnostics when the server starts; it is told about changes. */
function wantedDiagnostics(): Readonly<Record<string, boolean>> {
  return { workspace: vscode.workspace.getConfiguration('ori.diagnostics').get<boolean>('workspace', false) };
}

function serverSettings(): ServerSettings {
  const settings = vscode.workspace.getConfiguration('ori');
  return {
    path: settings.get('server.path', ''),
    arguments: settings.get<string[]>('server.arguments', []),
    interpreter: settings.get('python.interpreter', ''),
  };
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
