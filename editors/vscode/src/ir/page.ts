/**
 * The text of a page of generated code: a short header that says what this is and whether it is current, then the
 * server's text. The header always has the same height, so that a change of state moves nothing below it.
 */
import type { IrAddress } from './address';
import type { Listing } from './lineMap';

/** What is known about one page. `listing` is the last text the server gave, also while a newer one fails or is awaited. */
export interface Page {
  readonly address: IrAddress;
  /** The address with what the settings filled in: what the server was asked for. */
  readonly asked: IrAddress;
  readonly listing: Listing | undefined;
  readonly state: PageState;
}

export type PageState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'current' }
  | { readonly kind: 'stale'; readonly reason: string };

/** Lines before the server's text. */
export const HEADER_HEIGHT = 3;

export function renderPage(page: Page): string {
  const { asked } = page;
  const subject = asked.function === undefined ? fileName(asked.uri) : `${asked.function} in ${fileName(asked.uri)}`;
  const level = asked.optLevel === undefined ? '' : `, optimisation level ${asked.optLevel}`;
  const target = asked.target === undefined || asked.target === '' ? '' : `, ${asked.target}`;
  return [`; LLVM IR of ${subject}${level}${target}`, `; ${describe(page)}`, '', page.listing?.text ?? ''].join('\n');
}

function describe(page: Page): string {
  switch (page.state.kind) {
    case 'current':
      return 'up to date';
    case 'waiting':
      return page.listing === undefined ? 'asking the language server' : 'being refreshed';
    case 'stale':
      return `${page.listing === undefined ? 'not available' : 'STALE, the source has changed'}: ${oneLine(page.state.reason)}`;
  }
}

function oneLine(text: string): string {
  return text.split(/\s*[\r\n]+\s*/).join(' ').trim();
}

function fileName(uri: string): string {
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
