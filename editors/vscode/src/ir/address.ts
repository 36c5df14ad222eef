/**
 * What a page of generated code shows, and the URI that stands for it.
 *
 * A page's URI is `ori-ir:<folder of the source>/<function or file name>.<ll|s|arc|abi>?<JSON of the address>`: the path
 * gives the tab its title and its language, the query says what to ask the server for.
 */
import * as path from 'node:path';
import { isCodeKind, viewOf, type CodeKind } from './view';

export const IR_SCHEME = 'ori-ir';

export interface CodeAddress {
  readonly kind: CodeKind;
  /** URI of the source file. */
  readonly uri: string;
  /** The one function shown; the whole file when absent. */
  readonly function?: string;
  /** 0 to 3; the setting decides when absent. */
  readonly optLevel?: number;
  /** Target triple; the setting decides when absent. */
  readonly target?: string;
}

export interface UriParts {
  readonly scheme: string;
  readonly path: string;
  readonly query: string;
}

/** The page's URI in parts; equal addresses give equal parts. `sourcePath` is the path of the source's URI. */
export function addressToUri(address: CodeAddress, sourcePath: string): UriParts {
  const name = address.function ?? path.posix.basename(sourcePath, '.ori');
  return {
    scheme: IR_SCHEME,
    path: path.posix.join('/', path.posix.dirname(sourcePath), `${name}${viewOf(address.kind).extension}`),
    query: JSON.stringify(normalized(address)),
  };
}

/** The address that a page's query holds, or undefined when it is not one. */
export function addressFromQuery(query: string): CodeAddress | undefined {
  try {
    return parseAddress(JSON.parse(query));
  } catch {
    return undefined;
  }
}

/**
 * An address out of an argument that came from elsewhere (a code action, a key binding), or undefined.
 * `kind` stands in for one that the argument does not name.
 */
export function parseAddress(value: unknown, kind: CodeKind = 'llvm'): CodeAddress | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Record<string, unknown>;
  if (typeof fields['uri'] !== 'string') return undefined;
  return normalized({
    kind: isCodeKind(fields['kind']) ? fields['kind'] : kind,
    uri: fields['uri'],
    ...(typeof fields['function'] === 'string' ? { function: fields['function'] } : {}),
    ...(typeof fields['optLevel'] === 'number' ? { optLevel: fields['optLevel'] } : {}),
    ...(typeof fields['target'] === 'string' ? { target: fields['target'] } : {}),
  });
}

/** The argument object of the server's command that lists the address. */
export function commandArgument(address: CodeAddress): Omit<CodeAddress, 'kind'> {
  const { kind: _, ...argument } = normalized(address);
  return argument;
}

/** Fixed order of fields, so that the query's text identifies the page. */
function normalized(address: CodeAddress): CodeAddress {
  return {
    kind: address.kind,
    uri: address.uri,
    ...(address.function !== undefined ? { function: address.function } : {}),
    ...(address.optLevel !== undefined ? { optLevel: address.optLevel } : {}),
    ...(address.target !== undefined ? { target: address.target } : {}),
  };
}
