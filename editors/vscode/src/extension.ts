/**
 * Entry point: puts the server, the pages of generated code, the commands and the status item together.
 */
import * as vscode from 'vscode';
import { parseAddress, type IrAddress } from './ir/address';
import { functionAtCursor } from './ir/functionAtCursor';
import { LineHighlighting } from './ir/highlighting';
import { IrPages } from './ir/pages';
import { saveDocument, showReferences } from './references';
import { watchSelectedInterpreter } from './server/pythonExtension';
import { LanguageServer } from './server/languageServer';
import { StatusItem } from './status';

const SERVER_COMMAND = 'ori.showLlvmIr';
const REFERENCES_COMMAND = 'ori.showReferences';
const TEST_COMMAND = 'ori.runTest';

let server: LanguageServer | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  // The language client registers the server's own commands under the server's names. Run from a code action or
  // lens, they should show something, not return it into nothing; so they are taken over on their way.
  const language = new LanguageServer({
    executeCommand: async (command, args, next) => {
      if (command === REFERENCES_COMMAND) return showReferences(args);
      if (command === TEST_COMMAND) await saveDocument(args[0]);
      const address = command === SERVER_COMMAND ? parseAddress(args[0]) : undefined;
      if (address === undefined) return next(command, args);
      return (await pages.open(address))?.listing;
    },
  });
  const pages = new IrPages((address, token) => language.execute(SERVER_COMMAND, address, token), withSettings);
  const status = new StatusItem();
  server = language;

  context.subscriptions.push(
    language,
    pages,
    status,
    new LineHighlighting(pages),
    language.onDidChangeState((state) => {
      status.show(state);
      if (state.kind === 'running') void pages.refreshAll();
    }),
    vscode.commands.registerCommand('ori.showIR', (argument?: unknown) => showIr(pages, argument)),
    vscode.commands.registerCommand('ori.restartServer', () => language.restart()),
    vscode.commands.registerCommand('ori.showServerOutput', () => language.output.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void language.restart()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('ori.server') || change.affectsConfiguration('ori.python')) void language.restart();
      if (change.affectsConfiguration('ori.ir')) void pages.refreshAll();
      if (change.affectsConfiguration('ori.trace')) language.refreshTrace();
    }),
  );
  const watch = await watchSelectedInterpreter(language.output, () => void language.restart());
  if (watch !== undefined) context.subscriptions.push(watch);
  await language.restart();
}

export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}

/** `argument` is an address when another extension or a key binding gives one, else the active editor decides. */
async function showIr(pages: IrPages, argument: unknown): Promise<void> {
  const address = parseAddress(argument) ?? (await addressAtCursor());
  if (address === undefined) {
    void vscode.window.showInformationMessage('Open an Ori file to see its LLVM IR.');
    return;
  }
  await pages.open(address);
}

async function addressAtCursor(): Promise<IrAddress | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || editor.document.languageId !== 'ori') return undefined;
  const name = await functionAtCursor(editor);
  return { uri: editor.document.uri.toString(), ...(name === undefined ? {} : { function: name }) };
}

/** The address with what it leaves open filled in from the settings. */
function withSettings(address: IrAddress): IrAddress {
  const settings = vscode.workspace.getConfiguration('ori.ir', vscode.Uri.parse(address.uri));
  const target = address.target ?? settings.get<string>('target', '');
  return {
    uri: address.uri,
    ...(address.function === undefined ? {} : { function: address.function }),
    optLevel: address.optLevel ?? settings.get<number>('optLevel', 0),
    ...(target === '' ? {} : { target }),
  };
}
