/**
 * The server's report about itself as a read-only document, asked for anew each time it is shown.
 */
import * as vscode from 'vscode';

const SCHEME = 'ori-status';
const PAGE = vscode.Uri.from({ scheme: SCHEME, path: 'Ori Server Status' });

export class ServerStatusPage implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly contentChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.contentChanged.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor(private readonly ask: () => Promise<string>) {}

  async show(): Promise<void> {
    this.contentChanged.fire(PAGE);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(PAGE), { preview: true });
  }

  async provideTextDocumentContent(): Promise<string> {
    try {
      return await this.ask();
    } catch (error) {
      return `There is no report: ${error instanceof Error ? error.message : String(error)}.\n`;
    }
  }

  dispose(): void {
    this.registration.dispose();
    this.contentChanged.dispose();
  }
}
