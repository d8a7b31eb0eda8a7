/** A proposed edit as the panel shows it: one view of the pending edit the host holds. */
export interface ProposedEdit {
  readonly id: string;
  readonly title: string;
  readonly status: EditStatus;
  readonly files: readonly ProposedFile[];
}

export type EditStatus =
  | { readonly kind: 'generating' }
  /** Hunks can be kept or undone. */
  | { readonly kind: 'pending'; readonly verdict: EditVerdict }
  /** Every hunk was kept or undone. */
  | { readonly kind: 'settled'; readonly verdict: EditVerdict }
  /** The model had nothing to change. */
  | { readonly kind: 'empty' }
  /** No edit: the answer could not be placed, also not after one repair turn. */
  | { readonly kind: 'failed'; readonly problem: EditProblem };

export type EditVerdict =
  | { readonly kind: 'verified' }
  | {
      readonly kind: 'unverified';
      readonly reason: UnverifiedReason;
      /** What the reason is about, for people: a name that is gone, a message of the language service. */
      readonly detail?: string;
    };

/**
 * Why nobody vouches for an edit. `brackets`: they don't pair up as before. `dropped`: more code goes than comes.
 * `tool_settings`: a file that tells programs what to run. `problems`: the language service reports new ones.
 * `checking`: it has not answered yet. `not_checked`: none answers for this kind of file.
 */
export type UnverifiedReason =
  | 'brackets'
  | 'dropped'
  | 'tool_settings'
  | 'problems'
  | 'checking'
  | 'not_checked';

/** Why an answer is not an edit. `quote` is the first line of the text in question. */
export type EditProblem =
  | { readonly code: 'not_json' }
  | { readonly code: 'wrong_schema'; readonly path: string }
  | { readonly code: 'anchor_not_found'; readonly quote: string }
  | { readonly code: 'anchor_ambiguous'; readonly quote: string; readonly count: number }
  | { readonly code: 'outside_scope'; readonly quote: string }
  | { readonly code: 'overlap'; readonly quote: string }
  | { readonly code: 'not_code'; readonly quote: string }
  /** A path that is not below the workspace, or that may not be written. */
  | { readonly code: 'path_refused'; readonly quote: string }
  /** A file that was not sent, or only for orientation. */
  | { readonly code: 'file_unknown'; readonly quote: string }
  | { readonly code: 'file_exists'; readonly quote: string }
  /** Two changes of one file that do not go together. */
  | { readonly code: 'file_twice'; readonly quote: string }
  /** The turn ended before the answer was complete. */
  | { readonly code: 'not_completed' }
  /** The document changed so much that no hunk has a place any more. */
  | { readonly code: 'document_changed' }
  /** The document is not open any more. */
  | { readonly code: 'document_closed' }
  /** VS Code was closed or restarted before a decision. */
  | { readonly code: 'restarted' };

export interface ProposedFile {
  readonly id: string;
  readonly name: string;
  /** Folder relative to the workspace, for people. */
  readonly folder: string;
  readonly languageId: string;
  readonly change: FileChange;
  /** Of a file that is created or deleted: one, with all its lines. Of one that is renamed: one without lines. */
  readonly hunks: readonly ProposedHunk[];
}

/** What happens to a file as a whole. */
export type FileChange =
  | { readonly kind: 'modify' }
  | { readonly kind: 'create' }
  | { readonly kind: 'delete' }
  /** `to`: the new path relative to the workspace, for people. */
  | { readonly kind: 'rename'; readonly to: string };

export interface ProposedHunk {
  readonly id: string;
  readonly why: string;
  /** `stale`: the person edited these lines, so the hunk has no certain place; it cannot be kept. */
  readonly status: 'pending' | 'kept' | 'undone' | 'stale';
  /** One-based line of the document where the hunk starts. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** One unchanged line before and after, where there is one. */
  readonly before?: string;
  readonly after?: string;
}
