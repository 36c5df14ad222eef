/**
 * The function that the cursor stands in, by the server's document symbols.
 */
import * as vscode from 'vscode';

const FUNCTIONS = new Set([vscode.SymbolKind.Function, vscode.SymbolKind.Method, vscode.SymbolKind.Constructor]);

/** The innermost function's name without its sigil; undefined outside functions and while there is no server. */
export async function functionAtCursor(editor: vscode.TextEditor): Promise<string | undefined> {
  const symbols = await vscode.commands.executeCommand<(vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined>(
    'vscode.executeDocumentSymbolProvider',
    editor.document.uri,
  );
  return innermost(symbols ?? [], editor.selection.active)?.name.replace(/^@/, '');
}

function innermost(
  symbols: readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[],
  position: vscode.Position,
): vscode.DocumentSymbol | vscode.SymbolInformation | undefined {
  for (const symbol of symbols) {
    const isTree = 'children' in symbol;
    const range = isTree ? symbol.range : symbol.location.range;
    if (!range.contains(position)) continue;
    const inner = isTree ? innermost(symbol.children, position) : undefined;
    if (inner !== undefined) return inner;
    if (FUNCTIONS.has(symbol.kind)) return symbol;
  }
  return undefined;
}
