import type { EditReview } from '../review/editReview.ts';
import type { Command } from './command.ts';

/** Goes to the previous proposed change. */
export function previousEdit(review: EditReview): Command {
  return { id: 'cometapi.previousEdit', run: () => review.previous() };
}
