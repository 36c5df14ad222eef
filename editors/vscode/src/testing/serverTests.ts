/**
 * The tests of a file, as the server's request `ori/tests` tells them, and the command that runs tests.
 */

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface DeclaredTest {
  readonly name: string;
  /** The functions that it is attached to. */
  readonly targets: readonly string[];
  readonly range: { readonly start: Position; readonly end: Position };
}

export interface ServerTests {
  /** `oric` in the interpreter of the server: a program and its first arguments. */
  readonly command: readonly string[];
  readonly tests: readonly DeclaredTest[];
}

/** Asks the server; rejects when there is none, or one that does not know the request. */
export type TestSource = (uri: string) => Promise<ServerTests>;

/** Whether a file is worth asking the server about. */
export function mayHoldTests(text: string): boolean {
  return /\btests\s+[@_]/.test(text);
}
