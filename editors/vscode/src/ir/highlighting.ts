/**
 * Shows which lines belong together: the cursor's line in the source and its lines in the generated code, both ways.
 * A page that is not current is dimmed and matches nothing, because its lines no longer fit the source. Lines of the
 * source without code are dimmed, and the status bar says why the cursor's line has none.
 */
import * as vscode from 'vscode';
import { IR_SCHEME } from './address';
import { generatedSpans, sourceLines, spansWithoutCode, type LineSpan } from './lineMap';
import { HEADER_HEIGHT, whyUnmapped, whyWithoutSource, type Page } from './page';
import type { CodePages } from './pages';
import { viewOf } from './view';

export class LineHighlighting implements vscode.Disposable {
  private readonly matching = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.selectionHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.selectionHighlightForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  private readonly stale = vscode.window.createTextEditorDecorationType({ isWholeLine: true, opacity: '0.55' });
  private readonly withoutCode = vscode.window.createTextEditorDecorationType({ isWholeLine: true, opacity: '0.5' });
  private readonly reason = vscode.window.createStatusBarItem('ori.ir.reason', vscode.StatusBarAlignment.Right, 99);
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly pages: CodePages) {
    this.subscriptions = [
      this.matching,
      this.stale,
      this.withoutCode,
      this.reason,
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.cursorMoved(textEditor)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.activeEditorChanged()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === IR_SCHEME) this.pageChanged(document);
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('ori.ir')) this.activeEditorChanged();
      }),
    ];
    this.reason.name = 'Ori Generated Code';
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
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document === document || editor.document.languageId === 'ori') this.dim(editor);
    }
    const active = vscode.window.activeTextEditor;
    if (active !== undefined) this.cursorMoved(active);
  }

  private cursorMoved(editor: vscode.TextEditor): void {
    const page = this.pages.page(editor.document.uri);
    if (page !== undefined) this.fromGenerated(editor, page);
    else if (editor.document.languageId === 'ori') this.fromSource(editor);
    else this.explain(undefined);
  }

  private fromSource(editor: vscode.TextEditor): void {
    const selection = selectedLines(editor);
    const shown = this.pagesOf(editor.document);
    let matched = false;
    for (const { editor: other, page } of shown) {
      const spans = isCurrent(page) ? generatedSpans(page.listing, selection).map((span) => shifted(span, HEADER_HEIGHT)) : [];
      this.mark(other, spans);
      matched ||= spans.length > 0;
    }
    this.mark(editor, matched ? [selection] : [], false);
    const page = shown[0]?.page;
    this.explain(matched || page === undefined ? undefined : whyUnmapped(page, selection.first));
  }

  private fromGenerated(editor: vscode.TextEditor, page: Page): void {
    const selection = selectedLines(editor);
    const lines = isCurrent(page) ? sourceLines(page.listing, shifted(selection, -HEADER_HEIGHT)) : [];
    this.mark(editor, lines.length > 0 ? [selection] : [], false);
    this.explain(lines.length > 0 ? undefined : whyWithoutSource(page));
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
    if (page !== undefined) {
      const all = new vscode.Range(HEADER_HEIGHT, 0, editor.document.lineCount, 0);
      editor.setDecorations(this.stale, page.state.kind === 'stale' ? [all] : []);
    } else if (editor.document.languageId === 'ori') {
      editor.setDecorations(this.withoutCode, this.rangesWithoutCode(editor.document));
    }
  }

  private rangesWithoutCode(document: vscode.TextDocument): vscode.Range[] {
    if (!vscode.workspace.getConfiguration('ori.ir', document.uri).get<boolean>('dimLinesWithoutCode', true)) return [];
    const shown = this.pagesOf(document)
      .map(({ page }) => page)
      .filter(isCurrent)
      .filter(({ address }) => viewOf(address.kind).instructions)
      .map(({ listing, address }) => ({ listing, isFunction: address.function !== undefined }));
    return spansWithoutCode(shown, document.lineCount).map((span) => new vscode.Range(span.first, 0, span.last, 0));
  }

  /** The visible pages that show code of a source. */
  private pagesOf(source: vscode.TextDocument): { readonly editor: vscode.TextEditor; readonly page: Page }[] {
    const uri = source.uri.toString();
    return vscode.window.visibleTextEditors.flatMap((editor) => {
      const page = this.pages.page(editor.document.uri);
      return page !== undefined && vscode.Uri.parse(page.address.uri).toString() === uri ? [{ editor, page }] : [];
    });
  }

  private explain(reason: string | undefined): void {
    if (reason === undefined) {
      this.reason.hide();
      return;
    }
    this.reason.text = '$(circle-slash) Not mapped';
    this.reason.tooltip = reason;
    this.reason.accessibilityInformation = { label: reason };
    this.reason.show();
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
