/**
 * Which line of generated code belongs to which line of source. All lines are 0-based.
 */

/** What the server's command `ori.showLlvmIr` returns. */
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
  const spans: LineSpan[] = [];
  listing.lineMap.forEach((source, line) => {
    if (source === null || source < selection.first || source > selection.last) return;
    const previous = spans.at(-1);
    if (previous !== undefined && previous.last === line - 1) spans[spans.length - 1] = { first: previous.first, last: line };
    else spans.push({ first: line, last: line });
  });
  return spans;
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
