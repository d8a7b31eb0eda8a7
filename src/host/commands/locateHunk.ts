import * as vscode from 'vscode';
import { Refusal } from '../reportError.ts';
import type { EditReview } from '../review/editReview.ts';
import type { HunkName } from '../review/reviewThreads.ts';

/** The hunk a command is about. Refuses with a sentence when there is none. */
export function locateHunk(review: EditReview, argument: unknown): HunkName {
  const name = review.locate(argument);
  if (name === undefined) {
    throw new Refusal(vscode.l10n.t('Put the caret into a proposed change first, or choose it in the chat.'));
  }
  return name;
}
