/**
 * Shows which lines belong together: the cursor's line in the source and its lines in the generated code, both ways.
 * A page that is not current is dimmed and matches nothing, because its lines no longer fit the source.
 */
import * as vscode from 'vscode';
import { IR_SCHEME } from './address';
import { generatedSpans, sourceLines, type LineSpan } from './lineMap';
import { HEADER_HEIGHT, type Page } from './page';
import type { IrPages } from './pages';

export class LineHighlighting implements vscode.Disposable {
  private readonly matching = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.selectionHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.selectionHighlightForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  private readonly stale = vscode.window.createTextEditorDecorationType({ isWholeLine: true, opacity: '0.55' });
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly pages: IrPages) {
    this.subscriptions = [
      this.matching,
      this.stale,
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.cursorMoved(textEditor)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.activeEditorChanged()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === IR_SCHEME) this.pageChanged(document);
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private activeEditorChanged(): void {
    for (const editor of vscode.window.visibleTextEditors) this.dim(editor);
    const active = vscode.window.activeTextEditor;
    if (active !== undefined) this.cursorMoved(active);
  }

  private pageChanged(document: vscode.TextDocument): void {
    for (const editor of vscode.window.visibleTextEditors) if (editor.document === document) this.dim(editor);
    const active = vscode.window.activeTextEditor;
    if (active !== undefined) this.cursorMoved(active);
  }

  private cursorMoved(editor: vscode.TextEditor): void {
    const page = this.pages.page(editor.document.uri);
    if (page !== undefined) this.fromGenerated(editor, page);
    else if (editor.document.languageId === 'ori') this.fromSource(editor);
  }

  private fromSource(editor: vscode.TextEditor): void {
    const uri = editor.document.uri.toString();
    const selection = selectedLines(editor);
    let matched = false;
    for (const other of vscode.window.visibleTextEditors) {
      const page = this.pages.page(other.document.uri);
      if (page === undefined || vscode.Uri.parse(page.address.uri).toString() !== uri) continue;
      const spans = isCurrent(page) ? generatedSpans(page.listing, selection).map((span) => shifted(span, HEADER_HEIGHT)) : [];
      this.mark(other, spans);
      matched ||= spans.length > 0;
    }
    this.mark(editor, matched ? [selection] : [], false);
  }

  private fromGenerated(editor: vscode.TextEditor, page: Page): void {
    const selection = selectedLines(editor);
    const lines = isCurrent(page) ? sourceLines(page.listing, shifted(selection, -HEADER_HEIGHT)) : [];
    this.mark(editor, lines.length > 0 ? [selection] : [], false);
    const source = vscode.Uri.parse(page.address.uri).toString();
    for (const other of vscode.window.visibleTextEditors) {
      if (other.document.uri.toString() === source) this.mark(other, lines.map((line) => ({ first: line, last: line })));
    }
  }

  private mark(editor: vscode.TextEditor, spans: readonly LineSpan[], reveal = true): void {
    const ranges = spans.map((span) => new vscode.Range(span.first, 0, span.last, 0));
    editor.setDecorations(this.matching, ranges);
    const first = ranges[0];
    if (reveal && first !== undefined && !ranges.some((range) => editor.visibleRanges.some((seen) => seen.intersection(range)))) {
      editor.revealRange(first, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  private dim(editor: vscode.TextEditor): void {
    const page = this.pages.page(editor.document.uri);
    if (page === undefined) return;
    const all = new vscode.Range(HEADER_HEIGHT, 0, editor.document.lineCount, 0);
    editor.setDecorations(this.stale, page.state.kind === 'stale' ? [all] : []);
  }
}

function isCurrent(page: Page): page is Page & { readonly listing: NonNullable<Page['listing']> } {
  return page.state.kind === 'current' && page.listing !== undefined;
}

function selectedLines(editor: vscode.TextEditor): LineSpan {
  return { first: editor.selection.start.line, last: editor.selection.end.line };
}

function shifted(span: LineSpan, by: number): LineSpan {
  return { first: span.first + by, last: span.last + by };
}
