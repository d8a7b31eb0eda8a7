import type { BuiltInChoice } from '../api/builtInTools.ts';
import type { Capabilities } from '../api/capabilities.ts';
import type { Client } from '../api/client.ts';
import type { ParameterValues } from '../api/parameters.ts';
import type { ConversationStateSetting } from '../protocol/messages.ts';
import type { Endpoint } from './refusedFields.ts';
import type { TurnTools } from './toolCalls.ts';

/** Everything a turn needs to reach a model. Made at the moment of sending; a turn keeps what it started with. */
export interface Connection extends Endpoint {
  readonly client: Client;
  readonly conversationState: ConversationStateSetting;
  /** Silence after which a turn is shown as not responding, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** The person's own instructions, added after the built-in ones. May be empty. */
  readonly instructions: string;
  /** What the person set of the request, and what is known of the model's taste. */
  readonly parameters?: { readonly values: ParameterValues; readonly capabilities: Capabilities };
  /** The tools of the server that the model may use. Not for edits. */
  readonly builtInTools?: BuiltInChoice;
  /** What the model may use that the server does not have by itself; sent with the parameters. Not for edits. */
  readonly tools?: TurnTools;
}
