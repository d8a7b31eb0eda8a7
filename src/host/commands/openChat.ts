import type { ChatView } from '../chatView.ts';
import type { Command } from './command.ts';

/** Shows the chat with the caret in the composer. */
export function openChat(view: ChatView): Command {
  return { id: 'cometapi.openChat', run: () => view.focusComposer() };
}
