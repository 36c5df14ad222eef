/**
 * Accepting a call shows its parameters at once, as typing the parenthesis does.
 */
import * as vscode from 'vscode';

const SHOW_PARAMETERS: vscode.Command = { command: 'editor.action.triggerParameterHints', title: 'Show Parameters' };

type Proposals = vscode.CompletionItem[] | vscode.CompletionList | null | undefined;

/** The proposals, of which those that leave the cursor between parentheses show the parameters when they are accepted. */
export function withParameterHints(proposals: Proposals): Proposals {
  const items = Array.isArray(proposals) ? proposals : (proposals?.items ?? []);
  for (const item of items) {
    if (item.insertText instanceof vscode.SnippetString && /\(.*\$.*\)/.test(item.insertText.value)) item.command ??= SHOW_PARAMETERS;
  }
  return proposals;
}
