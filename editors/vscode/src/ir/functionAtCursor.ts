/**
 * The function that the cursor stands in, by the server's document symbols.
 */
import * as vscode from 'vscode';

const FUNCTIONS = new Set([vscode.SymbolKind.Function, vscode.SymbolKind.Method, vscode.SymbolKind.Constructor]);

/**
 * The innermost function's name without its sigil, that of a method behind its type (`Point.sum`, `Point: Show.show`);
 * undefined outside functions and while there is no server.
 */
export async function functionAtCursor(editor: vscode.TextEditor): Promise<string | undefined> {
  const symbols = await vscode.commands.executeCommand<(vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined>(
    'vscode.executeDocumentSymbolProvider',
    editor.document.uri,
  );
  return innermost(symbols ?? [], editor.selection.active, undefined);
}

function innermost(
  symbols: readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[],
  position: vscode.Position,
  owner: string | undefined,
): string | undefined {
  for (const symbol of symbols) {
    const isTree = 'children' in symbol;
    const range = isTree ? symbol.range : symbol.location.range;
    if (!range.contains(position)) continue;
    const inner = isTree ? innermost(symbol.children, position, symbol.name) : undefined;
    if (inner !== undefined) return inner;
    if (FUNCTIONS.has(symbol.kind)) return qualified(symbol.name, owner);
  }
  return undefined;
}

/** The outline shows what a method belongs to as `impl Type`, `extend Type` or the trait's name. */
function qualified(symbol: string, owner: string | undefined): string {
  const name = symbol.replace(/^@/, '');
  return owner === undefined ? name : `${owner.replace(/^(impl|extend) /, '')}.${name}`;
}
