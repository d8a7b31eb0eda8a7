import type * as vscode from 'vscode';
import { applyHunks } from '../../edits/hunk.ts';
import type { PlannedHunk } from '../../edits/plan.ts';
import type { EditVerdict } from '../../protocol/proposedEdit.ts';
import type { WholeFile } from './fileChange.ts';
import type { CheckedFile } from './languageCheck.ts';

/** An edit of one document. */
export interface OpenEdit extends OpenHunks {
  readonly id: string;
  readonly title: string;
  readonly verdict: EditVerdict;
}

export interface OpenHunks {
  readonly document: vscode.TextDocument;
  readonly hunks: readonly PlannedHunk[];
  /** The text the hunks were planned on, with `\n`. The document may have changed since. */
  readonly baseText: string;
}

/** An edit of several files. */
export interface OpenFiles {
  readonly id: string;
  readonly title: string;
  readonly verdict: EditVerdict;
  /** In the order in which people see them; each file once. */
  readonly files: readonly (({ readonly kind: 'modify' } & OpenHunks) | WholeFile)[];
}

/** The texts a language service is asked about: those that change or come. */
export function checkedFile(file: OpenFiles['files'][number]): CheckedFile[] {
  switch (file.kind) {
    case 'modify': {
      const { document, baseText, hunks } = file;
      const { uri, languageId } = document;
      return [{ uri, languageId, before: baseText, after: applyHunks(baseText, hunks) }];
    }
    case 'create':
      return [{ uri: file.uri, before: '', after: file.text }];
    case 'delete':
    case 'rename':
      return [];
  }
}
