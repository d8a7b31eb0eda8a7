import { activeEditor } from '../editor.ts';
import type { EditReview } from '../review/editReview.ts';
import type { Command } from './command.ts';

/** Keeps every pending hunk of the active file in one step. */
export function keepAllEdits(review: EditReview): Command {
  return { id: 'cometapi.keepAllEdits', run: () => review.keepAll(activeEditor().document.uri) };
}
