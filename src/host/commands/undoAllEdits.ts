import { activeEditor } from '../editor.ts';
import type { EditReview } from '../review/editReview.ts';
import type { Command } from './command.ts';

/** Drops every hunk of the active file. */
export function undoAllEdits(review: EditReview): Command {
  return { id: 'cometapi.undoAllEdits', run: () => review.undoAll(activeEditor().document.uri) };
}
