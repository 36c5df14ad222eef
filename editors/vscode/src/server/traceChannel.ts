/**
 * Lets the setting `ori.trace.server` alone decide what is traced.
 *
 * The language client traces only while its channel's log level is Trace, which users would have to choose in another
 * place. This channel reports the level that the setting stands for and writes what it is given as plain entries.
 */
import * as vscode from 'vscode';

export class TraceChannel implements vscode.LogOutputChannel {
  private readonly levelChanged = new vscode.EventEmitter<vscode.LogLevel>();
  readonly onDidChangeLogLevel = this.levelChanged.event;

  constructor(private readonly target: vscode.LogOutputChannel) {}

  get name(): string {
    return this.target.name;
  }

  get logLevel(): vscode.LogLevel {
    const setting = vscode.workspace.getConfiguration('ori').get<string>('trace.server', 'off');
    return setting === 'off' ? vscode.LogLevel.Info : vscode.LogLevel.Trace;
  }

  /** To be called after the setting was changed. */
  refresh(): void {
    this.levelChanged.fire(this.logLevel);
  }

  trace(message: string): void {
    this.target.info(message);
  }

  debug(message: string): void {
    this.target.info(message);
  }

  info(message: string): void {
    this.target.info(message);
  }

  warn(message: string): void {
    this.target.warn(message);
  }

  error(error: string | Error): void {
    this.target.error(error);
  }

  append(value: string): void {
    this.target.append(value);
  }

  appendLine(value: string): void {
    this.target.appendLine(value);
  }

  replace(value: string): void {
    this.target.replace(value);
  }

  clear(): void {
    this.target.clear();
  }

  show(): void {
    this.target.show(true);
  }

  hide(): void {
    this.target.hide();
  }

  dispose(): void {
    this.levelChanged.dispose();
  }
}
