import type { Chat } from '../chat.ts';
import type { ChatView } from '../chatView.ts';
import type { ContextSearch } from '../contextSearch.ts';
import type { Command } from './command.ts';

/** Attaches what is changed and not committed to the next message. */
export function addChangesToChat(chat: Chat, view: ChatView, contextSearch: ContextSearch): Command {
  return {
    id: 'cometapi.addChangesToChat',
    async run() {
      chat.attach(await contextSearch.general('changes'));
      await view.focusComposer();
    },
  };
}
