/**
 * Entry point: puts the server, the pages of generated code, the commands and the status item together.
 */
import * as vscode from 'vscode';
import { commandArgument, parseAddress, type CodeAddress } from './ir/address';
import { DEBUG_TYPE, DebugAdapters, DebugConfigurations, debug } from './debugging/adapter';
import { changeOptions } from './ir/options';
import { functionAtCursor } from './ir/functionAtCursor';
import { LineHighlighting } from './ir/highlighting';
import { CodePages } from './ir/pages';
import { kindOfServerCommand, viewOf, type CodeKind } from './ir/view';
import { withParameterHints } from './parameterHints';
import { saveDocument, showReferences } from './references';
import { watchSelectedInterpreter } from './server/pythonExtension';
import { LanguageServer } from './server/languageServer';
import { ServerStatusPage } from './serverStatus';
import { StatusItem } from './status';
import { CheckTasks, runMain } from './tasks';
import type { ServerTests, TestSource } from './testing/serverTests';
import { TestView } from './testing/testView';

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
      const kind = kindOfServerCommand(command);
      const address = kind === undefined ? undefined : parseAddress(args[0], kind);
      if (address === undefined) return next(command, args);
      return (await pages.open(address))?.listing;
    },
    provideCompletionItem: async (document, position, context, token, next) =>
      withParameterHints(await next(document, position, context, token)),
  });
  const pages = new CodePages(
    (address, token) => language.execute(viewOf(address.kind).serverCommand, commandArgument(address), token),
    withSettings,
  );
  const askForTests: TestSource = (uri) => language.request<ServerTests>('ori/tests', { uri });
  const tests = new TestView(askForTests);
  const status = new StatusItem();
  const report = new ServerStatusPage(() => language.request<string>('ori/status', {}));
  server = language;

  context.subscriptions.push(
    language,
    pages,
    tests,
    status,
    report,
    new LineHighlighting(pages),
    language.onDidChangeState((state) => {
      status.show(state);
      if (state.kind !== 'running') return;
      void pages.refreshAll();
      void tests.discover();
    }),
    vscode.commands.registerCommand('ori.showIR', (argument?: unknown) => showCode(pages, 'llvm', argument)),
    vscode.commands.registerCommand('ori.showAssembly', (argument?: unknown) => showCode(pages, 'asm', argument)),
    vscode.commands.registerCommand('ori.showArcIR', (argument?: unknown) => showCode(pages, 'arc', argument)),
    vscode.commands.registerCommand('ori.showLayout', (argument?: unknown) => showCode(pages, 'abi', argument)),
    vscode.commands.registerCommand('ori.changeCodeOptions', () => changeOptions(pages)),
    vscode.commands.registerCommand('ori.runMain', () => runMain(askForTests)),
    vscode.commands.registerCommand('ori.debug', (argument?: unknown) => debug(argument)),
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, new DebugAdapters(askForTests)),
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, new DebugConfigurations()),
    vscode.tasks.registerTaskProvider('ori', new CheckTasks(askForTests)),
    vscode.commands.registerCommand('ori.restartServer', () => language.restart()),
    vscode.commands.registerCommand('ori.showServerStatus', () => report.show()),
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
async function showCode(pages: CodePages, kind: CodeKind, argument: unknown): Promise<void> {
  const address = parseAddress(argument, kind) ?? (await addressAtCursor(pages, kind));
  if (address === undefined) {
    void vscode.window.showInformationMessage(`Open an Ori file to see its ${viewOf(kind).title}.`);
    return;
  }
  await pages.open(address);
}

/** In a page, the same function as another kind. */
async function addressAtCursor(pages: CodePages, kind: CodeKind): Promise<CodeAddress | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const page = pages.page(editor.document.uri);
  if (page !== undefined) return { ...page.address, kind };
  if (editor.document.languageId !== 'ori') return undefined;
  const name = await functionAtCursor(editor);
  return { kind, uri: editor.document.uri.toString(), ...(name === undefined ? {} : { function: name }) };
}

/** The address with what it leaves open filled in from the settings. */
function withSettings(address: CodeAddress): CodeAddress {
  const settings = vscode.workspace.getConfiguration('ori.ir', vscode.Uri.parse(address.uri));
  const target = address.target ?? settings.get<string>('target', '');
  return {
    kind: address.kind,
    uri: address.uri,
    ...(address.function === undefined ? {} : { function: address.function }),
    optLevel: address.optLevel ?? settings.get<number>('optLevel', 0),
    ...(target === '' ? {} : { target }),
  };
}
