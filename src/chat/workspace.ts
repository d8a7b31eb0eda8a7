/**
 * What tools may see of the open folders. Paths are relative to the workspace, with `/`; where several folders
 * are open, they begin with the name of one. Every method looks only at what lies inside and is not secret, and
 * throws a ToolFailure for anything else. Nothing can be changed through it.
 */
export interface Workspace {
  /** The text of a file with `\n`, unsaved changes included. */
  readonly read: (path: string) => Promise<string>;
  /** What a folder contains, folders first, by name. The empty path is the workspace itself. */
  readonly list: (path: string) => Promise<readonly FolderEntry[]>;
  /** The paths that match a glob, sorted; at most `limit`. */
  readonly find: (
    glob: string,
    options: { readonly limit: number; readonly signal: AbortSignal },
  ) => Promise<readonly string[]>;
  /** Errors and warnings of one file, or of all of them, by path and line. */
  readonly problems: (path: string | undefined) => Promise<readonly CodeProblem[]>;
  /** The files in editor tabs. */
  readonly openEditors: () => Promise<readonly OpenEditor[]>;
}

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

export interface CodeProblem {
  readonly path: string;
  /** One-based. */
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The tool that found it, such as `ts`. */
  readonly source?: string;
}

export interface OpenEditor {
  readonly path: string;
  readonly isActive: boolean;
  /** What is selected in the active editor; lines are one-based and inclusive. */
  readonly selection?: { readonly start: number; readonly end: number; readonly text: string };
}

/** Why a tool does not do what the model asked for, in words for the model. */
export class ToolFailure extends Error {}
