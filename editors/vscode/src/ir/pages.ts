/**
 * The read-only documents that show generated code, kept in step with their source.
 *
 * A page asks the server again, after a pause in typing, whenever an Ori document changes. While the server answers
 * with an error the page keeps its last text and says that it is stale.
 */
import * as vscode from 'vscode';
import { addressFromQuery, addressToUri, IR_SCHEME, type CodeAddress } from './address';
import { parseListing } from './lineMap';
import { renderPage, type Page } from './page';

/** Asks the server for the listing of an address; rejects with the server's error. */
export type ListingSource = (address: CodeAddress, token: vscode.CancellationToken) => Promise<unknown>;

const REFRESH_DELAY_MS = 250;

export class CodePages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly pages = new Map<string, Page>();
  private readonly requests = new Map<string, vscode.CancellationTokenSource>();
  private readonly contentChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.contentChanged.event;
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly source: ListingSource,
    /** Fills in, from the settings of the moment, what an address leaves open. */
    private readonly complete: (address: CodeAddress) => CodeAddress,
  ) {
    this.subscriptions = [
      this.contentChanged,
      vscode.workspace.registerTextDocumentContentProvider(IR_SCHEME, this),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document.languageId === 'ori' && event.contentChanges.length > 0) this.refreshLater();
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document.uri.scheme === IR_SCHEME) this.forget(document.uri);
      }),
    ];
  }

  /** Opens the page of `address` beside the active editor and returns what the server answered. */
  async open(address: CodeAddress): Promise<Page | undefined> {
    const uri = vscode.Uri.from(addressToUri(address, vscode.Uri.parse(address.uri).path));
    await this.refresh(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true });
    return this.page(uri);
  }

  /** Shows `address` in the place of the page that an editor shows. */
  async replace(editor: vscode.TextEditor, address: CodeAddress): Promise<void> {
    const old = editor.document.uri.toString();
    const uri = vscode.Uri.from(addressToUri(address, vscode.Uri.parse(address.uri).path));
    if (uri.toString() === old) return;
    await this.refresh(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), {
      ...(editor.viewColumn === undefined ? {} : { viewColumn: editor.viewColumn }),
      preview: true,
    });
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const isOld = ({ input }: vscode.Tab) => input instanceof vscode.TabInputText && input.uri.toString() === old;
    await vscode.window.tabGroups.close(tabs.filter(isOld), true);
  }

  page(uri: vscode.Uri): Page | undefined {
    return this.pages.get(uri.toString());
  }

  /** Brings every open page up to date. */
  async refreshAll(): Promise<void> {
    await Promise.all([...this.pages.keys()].map((key) => this.refresh(vscode.Uri.parse(key))));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    let page = this.page(uri);
    if (page === undefined) {
      // A page restored from an earlier session: it was not opened through `open`.
      const address = addressFromQuery(uri.query);
      if (address === undefined) return '// this address names no generated code\n';
      page = { address, asked: this.complete(address), listing: undefined, state: { kind: 'waiting' } };
      this.pages.set(uri.toString(), page);
      void this.refresh(uri);
    }
    return renderPage(page);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const request of this.requests.values()) request.cancel();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private refreshLater(): void {
    for (const [key, page] of this.pages) {
      if (page.state.kind === 'current') this.update(key, { ...page, state: { kind: 'waiting' } });
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refreshAll(), REFRESH_DELAY_MS);
  }

  private async refresh(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    const address = this.pages.get(key)?.address ?? addressFromQuery(uri.query);
    if (address === undefined) return;
    this.requests.get(key)?.cancel();
    const request = new vscode.CancellationTokenSource();
    this.requests.set(key, request);
    const asked = this.complete(address);
    const answer = await this.ask(asked, request.token);
    if (this.requests.get(key) !== request) return;
    this.requests.delete(key);
    const earlier = this.pages.get(key)?.listing;
    this.update(key, { address, asked, listing: earlier, ...answer });
  }

  private async ask(address: CodeAddress, token: vscode.CancellationToken): Promise<Pick<Page, 'state'> & Partial<Pick<Page, 'listing'>>> {
    try {
      const listing = parseListing(await this.source(address, token));
      if (listing === undefined) return { state: { kind: 'stale', reason: 'the language server gave no listing' } };
      return { listing, state: { kind: 'current' } };
    } catch (error) {
      return { state: { kind: 'stale', reason: error instanceof Error ? error.message : String(error) } };
    }
  }

  private update(key: string, page: Page): void {
    this.pages.set(key, page);
    this.contentChanged.fire(vscode.Uri.parse(key));
  }

  private forget(uri: vscode.Uri): void {
    const key = uri.toString();
    this.requests.get(key)?.cancel();
    this.requests.delete(key);
    this.pages.delete(key);
  }
}
