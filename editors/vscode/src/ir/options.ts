/**
 * Asks for the optimisation level and the target of the page in front, and shows the page with them.
 */
import * as vscode from 'vscode';
import type { CodeAddress } from './address';
import type { Page } from './page';
import type { CodePages } from './pages';
import { viewOf } from './view';

const LEVELS = ['As lowered', 'Light', 'As in a release build', 'Aggressive'];

/** Targets that the toolchain generates code for. */
const TARGETS = [
  'x86_64-linux-gnu',
  'x86_64-linux-musl',
  'aarch64-linux-gnu',
  'aarch64-linux-musl',
  'x86_64-macos',
  'aarch64-macos',
  'x86_64-windows-gnu',
];

interface Choice extends vscode.QuickPickItem {
  readonly apply: (page: Page) => Promise<CodeAddress | undefined> | CodeAddress;
}

/** The page is the active editor, or the first visible one when the cursor is in the source. */
export async function changeOptions(pages: CodePages): Promise<void> {
  const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
  const editor = editors.find((each) => each !== undefined && pages.page(each.document.uri) !== undefined);
  const page = editor === undefined ? undefined : pages.page(editor.document.uri);
  if (editor === undefined || page === undefined) {
    void vscode.window.showInformationMessage('Open a page of generated code first, for example with "Ori: Show LLVM IR".');
    return;
  }
  const choice = await vscode.window.showQuickPick(choices(page), {
    placeHolder: `${viewOf(page.address.kind).title}: optimisation level and target`,
    matchOnDescription: true,
  });
  const address = await choice?.apply(page);
  if (address !== undefined) await pages.replace(editor, address);
}

function choices(page: Page): Choice[] {
  const { asked } = page;
  const levels = viewOf(page.address.kind).optimised
    ? LEVELS.map((meaning, optLevel) => ({
        label: `Optimisation level ${optLevel}`,
        description: meaning + (asked.optLevel === optLevel ? ', shown now' : ''),
        apply: ({ address }: Page) => ({ ...address, optLevel }),
      }))
    : [];
  const targets = TARGETS.map((target) => ({
    label: `Target ${target}`,
    ...(asked.target === target ? { description: 'shown now' } : {}),
    apply: ({ address }: Page) => ({ ...address, target }),
  }));
  return [
    ...levels,
    { label: 'Target of the settings', apply: ({ address: { target: _, ...address } }: Page) => address },
    ...targets,
    { label: 'Another target…', apply: otherTarget },
  ];
}

async function otherTarget({ address, asked }: Page): Promise<CodeAddress | undefined> {
  const target = await vscode.window.showInputBox({ prompt: 'Name or triple of the target', value: asked.target ?? '' });
  return target === undefined || target.trim() === '' ? undefined : { ...address, target: target.trim() };
}
