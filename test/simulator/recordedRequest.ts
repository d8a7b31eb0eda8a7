import type { IncomingHttpHeaders } from 'node:http';

/** A request as it arrived, and what became of it. Times are milliseconds since the epoch. */
export interface RecordedRequest {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  /** Names in lower case. Holds the key as it was sent. */
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON; the text itself where it is none; undefined without a body. */
  readonly body: unknown;
  readonly receivedAt: number;
  /** The scenario that answered, if any. */
  scenario?: string;
  status?: number;
  /** Bytes of the body handed to the connection. */
  bytesSent: number;
  /** When the first byte of the body was handed over. */
  firstByteAt?: number;
  endedAt?: number;
  /** How the reply ended; absent while it is under way. */
  end?: 'completed' | 'cut' | 'reset' | 'client-closed';
  /** When the client closed the connection before the reply was complete. */
  clientClosedAt?: number;
  /** Why the simulator itself could not answer: a fault of the simulator or of the scenario, never scripted. */
  failure?: string;
}
