import type { Chat } from '../chat.ts';
import type { ChatView } from '../chatView.ts';
import type { ContextSearch } from '../contextSearch.ts';
import type { Command } from './command.ts';

/** Attaches what is selected in the terminal, else its last command, to the next message. */
export function addTerminalToChat(chat: Chat, view: ChatView, contextSearch: ContextSearch): Command {
  return {
    id: 'cometapi.addTerminalToChat',
    async run() {
      chat.attach(await contextSearch.general('terminal'));
      await view.focusComposer();
    },
  };
}
