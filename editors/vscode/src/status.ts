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

  private present(text: string, tooltip: string, background?: vscode.ThemeColor): void {
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.backgroundColor = background;
  }

  private showOrHide(): void {
    if (vscode.window.activeTextEditor?.document.languageId === 'ori') this.item.show();
    else this.item.hide();
  }
}
