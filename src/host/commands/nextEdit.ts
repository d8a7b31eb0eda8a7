import type { EditReview } from '../review/editReview.ts';
import type { Command } from './command.ts';

/** Goes to the next proposed change. */
export function nextEdit(review: EditReview): Command {
  return { id: 'cometapi.nextEdit', run: () => review.next() };
}
