import type { ChatTools } from '../chatTools.ts';
import type { Command } from './command.ts';

/** Replaces or removes the token of a tool server. */
export function setMcpToken(tools: ChatTools): Command {
  return { id: 'cometapi.setMcpToken', run: () => tools.setToken() };
}
