/**
 * The server's state in the status bar, while an Ori document is in front.
 */
import * as vscode from 'vscode';
import type { ServerState } from './server/languageServer';

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('ori.server', vscode.StatusBarAlignment.Right, 100);
  private readonly subscription: vscode.Disposable;

  constructor() {
    this.item.name = 'Ori Language Server';
    this.item.command = 'ori.showServerOutput';
    this.subscription = vscode.window.onDidChangeActiveTextEditor(() => this.showOrHide());
    this.showOrHide();
  }

  show(state: ServerState): void {
    switch (state.kind) {
      case 'starting':
        this.present('$(sync~spin) Ori', 'The language server is starting');
        break;
      case 'running':
        this.present('$(check) Ori', `The language server is running: ${state.server.command} (found through ${state.server.origin})`);
        break;
      case 'stopped':
        this.present('$(circle-slash) Ori', 'The language server is stopped');
        break;
      case 'unavailable':
        this.present('$(error) Ori', state.reason, new vscode.ThemeColor('statusBarItem.errorBackground'));
        break;
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.item.dispose();
  }

  private present(text: string, explanation: string, background?: vscode.ThemeColor): void {
    this.item.text = text;
    this.item.tooltip = tooltip(explanation);
    this.item.accessibilityInformation = { label: explanation };
    this.item.backgroundColor = background;
  }

  private showOrHide(): void {
    if (vscode.window.activeTextEditor?.document.languageId === 'ori') this.item.show();
    else this.item.hide();
  }
}

/** What can be done about the server, below what it is doing. */
const LINKS = [
  ['Show Status', 'ori.showServerStatus'],
  ['Restart', 'ori.restartServer'],
  ['Show Output', 'ori.showServerOutput'],
] as const;

function tooltip(explanation: string): vscode.MarkdownString {
  const text = new vscode.MarkdownString().appendText(explanation).appendMarkdown('\n\n');
  text.appendMarkdown(LINKS.map(([title, command]) => `[${title}](command:${command})`).join(' | '));
  text.isTrusted = { enabledCommands: LINKS.map(([, command]) => command) };
  return text;
}
