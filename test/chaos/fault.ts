import type { Script } from './faultServer.ts';
import type { Phase, Place } from './phases.ts';

/** What is different at the edge of the client, where no server on this machine can be at fault. */
export interface Edge {
  /** Where the client is told the API is, given where it really is. */
  readonly baseUrl?: (servers: Servers) => string;
  /** The fetch of one turn; `real` reaches the server. */
  readonly fetch?: (real: typeof fetch, servers: Servers) => typeof fetch;
  /** The wall clock and the monotonic clock of the client, in milliseconds. */
  readonly now?: () => number;
  readonly elapsed?: () => number;
}

/** Where the servers of a run are. */
export interface Servers {
  readonly port: number;
  /** Another server, which must never hear of the key or the prompt. */
  readonly foreignPort: number;
  /** Nobody listens there. */
  readonly closedPort: number;
  /** Servers with one certificate each, by what is wrong with it; empty without openssl. */
  readonly tlsPorts: readonly number[];
}

/** How a turn with a fault has to end. What has been shown always stays. */
export type Expectation =
  /** As if there were no fault. */
  | 'completes'
  /** Interrupted where something was shown; sent again where nothing was, and failed where that failed too. */
  | 'breaks'
  /** As `breaks`, but silence after the headers is not asked for again. */
  | 'stalls'
  /** Failed, whatever was to come; completed only where the fault went away. */
  | 'fails'
  /** Failed at once and not sent again. */
  | 'refused'
  /** Any honest end. */
  | 'survives';

export interface Strike {
  /** Which of the variants it is, for the message of a failure. */
  readonly variant: string;
  readonly script?: Script;
  readonly edge?: Edge;
  readonly expects: Expectation;
  /** The codes a problem may have; any when absent. */
  readonly codes?: readonly string[];
  /** Silence after which the turn is given up, where the fault is silence. */
  readonly idleMs?: number;
  /** A turn on the same connection comes before it. */
  readonly warmUp?: boolean;
  /** Whether every byte the server sent is read: then all of it has to be shown. */
  readonly isExact?: boolean;
  /** How often it strikes at least and at most; every time unless given. */
  readonly times?: number;
}

/** One row of the fault matrix. */
export interface Fault {
  readonly id: string;
  readonly name: string;
  readonly phases: readonly Phase[];
  readonly strike: (place: Place) => Strike;
}

/** The error that fetch throws when there is no connection. */
export function fetchFailure(code: string, message = code): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });
}
