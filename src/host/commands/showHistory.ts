import type { ChatView } from '../chatView.ts';
import type { Command } from './command.ts';

/** Shows the list of conversations in the panel. */
export function showHistory(view: ChatView): Command {
  return { id: 'cometapi.showHistory', run: () => view.showHistory() };
}
