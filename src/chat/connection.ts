import type { Client } from '../api/client.ts';

/** Everything a turn needs to reach a model. Made at the moment of sending; a turn keeps what it started with. */
export interface Connection {
  readonly client: Client;
  readonly model: string;
  /** Silence after which a turn is shown as not responding, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** The person's own instructions, added after the built-in ones. May be empty. */
  readonly instructions: string;
}
