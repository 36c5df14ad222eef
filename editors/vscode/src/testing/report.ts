/**
 * What `oric test --format json` writes, one object a line. Nothing here touches the editor.
 */

export interface Place {
  readonly path: string;
  /** 1-based, as people count. */
  readonly line: number;
  readonly column: number;
}

export interface TestResult {
  readonly kind: 'test';
  readonly path: string;
  readonly name: string;
  readonly line: number;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly message: string;
  readonly durationMs: number;
  /** It was not run: nothing that it depends on has changed since it was. */
  readonly isUnchanged: boolean;
  readonly place: Place | undefined;
  /** The two sides of a comparison that failed. */
  readonly sides: { readonly actual: string; readonly expected: string } | undefined;
}

export interface Problem {
  readonly kind: 'problem';
  readonly place: Place;
  readonly severity: string;
  readonly message: string;
}

/** A line of the report, or undefined when it is about something else. */
export function parseReportLine(line: string): TestResult | Problem | undefined {
  try {
    return parseReport(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** The object of such a line. */
export function parseReport(value: unknown): TestResult | Problem | undefined {
  const told = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  if (told?.['type'] === 'test') return parseTest(told);
  if (told?.['type'] === 'diagnostic') {
    const place = parsePlace(told);
    return place && { kind: 'problem', place, severity: String(told['severity']), message: `${told['code']}: ${told['message']}` };
  }
  return undefined;
}

function parseTest(told: Record<string, unknown>): TestResult | undefined {
  const { path, name, line, status, message, duration_ms: duration, is_unchanged: unchanged } = told;
  if (typeof path !== 'string' || typeof name !== 'string') return undefined;
  if (status !== 'passed' && status !== 'failed' && status !== 'skipped') return undefined;
  const failure = (told['failure'] ?? {}) as Record<string, unknown>;
  const { actual, expected } = failure;
  return {
    kind: 'test',
    path,
    name,
    line: typeof line === 'number' ? line : 1,
    status,
    message: typeof message === 'string' ? message : '',
    durationMs: typeof duration === 'number' ? duration : 0,
    isUnchanged: unchanged === true,
    place: parsePlace(failure['place']),
    sides: typeof actual === 'string' && typeof expected === 'string' ? { actual, expected } : undefined,
  };
}

function parsePlace(value: unknown): Place | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { path, line, column } = value as Record<string, unknown>;
  if (typeof path !== 'string' || typeof line !== 'number' || typeof column !== 'number') return undefined;
  return { path, line, column };
}

/** Whole lines out of pieces of text; the last one counts when the text has ended. */
export class LineReader {
  private rest = '';

  constructor(private readonly take: (line: string) => void) {}

  add(piece: string): void {
    const lines = (this.rest + piece).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.take(line);
  }

  end(): void {
    if (this.rest !== '') this.take(this.rest);
    this.rest = '';
  }
}
