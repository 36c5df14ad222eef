/**
 * The text of a page of generated code: a short header that says what this is and whether it is current, then the
 * server's text. The header always has the same height, so that a change of state moves nothing below it.
 */
import type { CodeAddress } from './address';
import { hasSources, sourceSpan, type Listing } from './lineMap';
import { viewOf } from './view';

/** What is known about one page. `listing` is the last text the server gave, also while a newer one fails or is awaited. */
export interface Page {
  readonly address: CodeAddress;
  /** The address with what the settings filled in: what the server was asked for. */
  readonly asked: CodeAddress;
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
  const view = viewOf(asked.kind);
  const subject = asked.function === undefined ? fileName(asked.uri) : `${asked.function} in ${fileName(asked.uri)}`;
  const level = view.optimised && asked.optLevel !== undefined ? `, optimisation level ${asked.optLevel}` : '';
  const target = asked.target === undefined || asked.target === '' ? '' : `, ${asked.target}`;
  const header = [`${view.title} of ${subject}${level}${target}`, describe(page)];
  return [...header.map((line) => `${view.comment} ${line}`), '', page.listing?.text ?? ''].join('\n');
}

function describe(page: Page): string {
  switch (page.state.kind) {
    case 'current':
      return page.listing === undefined || hasSources(page.listing)
        ? 'up to date'
        : 'up to date; none of these lines can be traced to a line of the source';
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

/** Why the 0-based line of the source has no lines in the page, in words for the user; undefined when it has some. */
export function whyUnmapped(page: Page, line: number): string | undefined {
  const title = viewOf(page.address.kind).title;
  const { listing } = page;
  if (page.state.kind !== 'current' || listing === undefined) return `the ${title} is not up to date: ${describe(page)}`;
  if (listing.lineMap.includes(line)) return undefined;
  const span = sourceSpan(listing);
  if (span === undefined) return `nothing in the ${title} can be traced to a line of the source`;
  const name = page.address.function;
  if (name !== undefined && (line < span.first || line > span.last)) return `the ${title} is that of ${name} only`;
  return `no ${title} was made from this line${isOptimised(page) ? ', or optimisation removed or merged it' : ''}`;
}

/** Why a line of the page that no source line stands behind has none. */
export function whyWithoutSource(page: Page): string {
  const title = viewOf(page.address.kind).title;
  if (page.state.kind !== 'current') return `the ${title} is not up to date: ${describe(page)}`;
  return `no line of the source stands behind this line${isOptimised(page) ? ', or optimisation merged several' : ''}`;
}

function isOptimised(page: Page): boolean {
  return viewOf(page.address.kind).optimised && (page.asked.optLevel ?? 0) > 0;
}
