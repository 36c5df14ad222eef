/**
 * What is behind a code lens that counts references: the editor shows them as those that it asked for itself.
 */
import * as vscode from 'vscode';

interface Position {
  readonly line: number;
  readonly character: number;
}

interface Place {
  readonly uri: string;
  readonly range: { readonly start: Position; readonly end: Position };
}

/** `args` are those of the lens: the document, the place of the name, the places of the references. */
export async function showReferences(args: readonly unknown[]): Promise<void> {
  const [uri, start, places] = args as [string, Position, readonly Place[]];
  const locations = places.map(
    ({ uri: file, range }) =>
      new vscode.Location(vscode.Uri.parse(file), new vscode.Range(position(range.start), position(range.end))),
  );
  await vscode.commands.executeCommand('editor.action.showReferences', vscode.Uri.parse(uri), position(start), locations);
}

/** Tests run from the disk, so the document is saved before. */
export async function saveDocument(argument: unknown): Promise<void> {
  const uri = (argument as { readonly uri?: unknown } | undefined)?.uri;
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri);
  if (document?.isDirty === true) await document.save();
}

function position({ line, character }: Position): vscode.Position {
  return new vscode.Position(line, character);
}
