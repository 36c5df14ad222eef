/**
 * The kinds of generated code that a page can show, and what differs between them.
 */

export const KINDS = ['llvm', 'asm', 'arc', 'abi'] as const;

export type CodeKind = (typeof KINDS)[number];

export interface CodeView {
  /** The server's command that lists this kind. */
  readonly serverCommand: string;
  /** What the page's header and the messages call it. */
  readonly title: string;
  /** The extension of the page's file name; it decides about the language of the page. */
  readonly extension: string;
  /** What begins a comment in that language. */
  readonly comment: string;
  /** Whether the optimisation level makes a difference. */
  readonly optimised: boolean;
  /** Whether its lines are instructions: only then a source line without any has no code. */
  readonly instructions: boolean;
}

const VIEWS: Readonly<Record<CodeKind, CodeView>> = {
  llvm: {
    serverCommand: 'ori.showLlvmIr',
    title: 'LLVM IR',
    extension: '.ll',
    comment: ';',
    optimised: true,
    instructions: true,
  },
  asm: {
    serverCommand: 'ori.showAsm',
    title: 'Assembly',
    extension: '.s',
    comment: '#',
    optimised: true,
    instructions: true,
  },
  arc: {
    serverCommand: 'ori.showArc',
    title: 'ARC IR',
    extension: '.arc',
    comment: '//',
    optimised: false,
    instructions: true,
  },
  abi: {
    serverCommand: 'ori.showAbi',
    title: 'ABI and layout',
    extension: '.abi',
    comment: '//',
    optimised: false,
    instructions: false,
  },
};

export function viewOf(kind: CodeKind): CodeView {
  return VIEWS[kind];
}

/** The kind that a command of the server lists, or undefined when the command is for something else. */
export function kindOfServerCommand(command: string): CodeKind | undefined {
  return KINDS.find((kind) => VIEWS[kind].serverCommand === command);
}

export function isCodeKind(value: unknown): value is CodeKind {
  return KINDS.some((kind) => kind === value);
}
