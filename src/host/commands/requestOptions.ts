import type { ChatView } from '../chatView.ts';
import type { Command } from './command.ts';

/** Opens the request options of the conversation. */
export function requestOptions(view: ChatView): Command {
  return { id: 'cometapi.requestOptions', run: () => view.openRequestOptions() };
}
