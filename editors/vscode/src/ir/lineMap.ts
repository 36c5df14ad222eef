/**
 * Which line of generated code belongs to which line of source. All lines are 0-based.
 */

/** What the server's commands that show generated code return. */
export interface Listing {
  readonly text: string;
  /** Entry i: the source line of line i of `text`, or null where no source line stands behind it. */
  readonly lineMap: readonly (number | null)[];
}

/** First and last line, both included. */
export interface LineSpan {
  readonly first: number;
  readonly last: number;
}

/** The server's answer as a listing, or undefined when it is something else. */
export function parseListing(value: unknown): Listing | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { text, lineMap } = value as Record<string, unknown>;
  if (typeof text !== 'string') return undefined;
  const entries: unknown[] = Array.isArray(lineMap) ? lineMap : [];
  return { text, lineMap: entries.map((entry) => (typeof entry === 'number' ? entry : null)) };
}

/** The runs of generated lines that come from the source lines of `selection`. */
export function generatedSpans(listing: Listing, selection: LineSpan): LineSpan[] {
  const isFrom = (source: number | null) => source !== null && source >= selection.first && source <= selection.last;
  return runs([...listing.lineMap.keys()].filter((line) => isFrom(listing.lineMap[line] ?? null)));
}

/** The source lines, in ascending order and without repeats, behind the generated lines of `selection`. */
export function sourceLines(listing: Listing, selection: LineSpan): number[] {
  const lines = new Set<number>();
  for (let line = Math.max(0, selection.first); line <= selection.last && line < listing.lineMap.length; line += 1) {
    const source = listing.lineMap[line];
    if (source !== null && source !== undefined) lines.add(source);
  }
  return [...lines].sort((a, b) => a - b);
}

/** From the first to the last source line that any generated line comes from; undefined when there is none. */
export function sourceSpan(listing: Listing): LineSpan | undefined {
  let span: LineSpan | undefined;
  for (const line of listing.lineMap) {
    if (line === null) continue;
    span = { first: Math.min(line, span?.first ?? line), last: Math.max(line, span?.last ?? line) };
  }
  return span;
}

export function hasSources(listing: Listing): boolean {
  return sourceSpan(listing) !== undefined;
}

/** What of a source is shown: the lines that `listing` is about. */
export interface Shown {
  readonly listing: Listing;
  /** False for a listing of the whole file. */
  readonly isFunction: boolean;
}

/** The runs of the `lineCount` source lines that the listings are about, but that none of them has code for. */
export function spansWithoutCode(shown: readonly Shown[], lineCount: number): LineSpan[] {
  const bare = new Set<number>();
  for (const { listing, isFunction } of shown) {
    const span = sourceSpan(listing);
    if (span === undefined) continue;
    const { first, last } = isFunction ? span : { first: 0, last: lineCount - 1 };
    for (let line = first; line <= Math.min(last, lineCount - 1); line += 1) bare.add(line);
  }
  for (const { listing } of shown) for (const line of listing.lineMap) if (line !== null) bare.delete(line);
  return runs([...bare].sort((a, b) => a - b));
}

function runs(lines: readonly number[]): LineSpan[] {
  const spans: LineSpan[] = [];
  for (const line of lines) {
    const previous = spans.at(-1);
    if (previous !== undefined && previous.last === line - 1) spans[spans.length - 1] = { first: previous.first, last: line };
    else spans.push({ first: line, last: line });
  }
  return spans;
}
