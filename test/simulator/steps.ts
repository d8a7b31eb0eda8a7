import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** What a reply does on the connection, in order. A reply whose steps run out ends properly. */
export type Step =
  | { readonly kind: 'head'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'bytes'; readonly bytes: string | Uint8Array }
  /** With 0 the next bytes still get their own turn of the event loop. */
  | { readonly kind: 'wait'; readonly ms: number }
  /** What comes next is not there yet. */
  | { readonly kind: 'until'; readonly met: Promise<unknown> }
  /** Nothing more is sent; the connection stays open until the client leaves. */
  | { readonly kind: 'stall' }
  /** FIN in the middle of the body: the chunked encoding is not terminated. */
  | { readonly kind: 'cut' }
  /** RST: what the client has not read yet may be lost. */
  | { readonly kind: 'reset' };

/** Long enough for a client on the same machine to read what was sent. */
const msToRead = 30;

/** A whole reply with a JSON body. */
export function jsonReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): readonly Step[] {
  return [
    { kind: 'head', status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers } },
    { kind: 'bytes', bytes: JSON.stringify(body) },
  ];
}

/**
 * Performs the steps on the connection, with back-pressure, until they run out, the reply breaks off or
 * `signal` says that the client has left. `log` learns what was handed over and how the reply ended.
 */
export async function perform(
  steps: Iterable<Step>,
  {
    response,
    signal,
    log,
  }: {
    readonly response: ServerResponse;
    readonly signal: AbortSignal;
    readonly log: {
      readonly bytes: (count: number) => void;
      readonly end: (how: 'completed' | 'cut' | 'reset') => void;
    };
  },
): Promise<void> {
  let writes = 0;
  for (const step of steps) {
    if (signal.aborted) return;
    switch (step.kind) {
      case 'head':
        response.writeHead(step.status, { ...step.headers });
        response.flushHeaders();
        break;
      case 'bytes': {
        log.bytes(Buffer.byteLength(step.bytes));
        const taken = response.write(step.bytes);
        if (!taken) await once(response, 'drain', { signal }).catch(ignoreAbort);
        // Without a turn of the event loop a fast reply would never notice that the client has left.
        if (++writes % 64 === 0) await nextTurn();
        break;
      }
      case 'wait':
        await (step.ms === 0 ? nextTurn() : sleep(step.ms, undefined, { signal }).catch(ignoreAbort));
        break;
      case 'until':
        await Promise.race([step.met, once(signal, 'abort')]);
        break;
      case 'stall':
        await once(signal, 'abort');
        return;
      case 'cut':
        await flushed(response);
        log.end('cut');
        response.socket?.destroySoon();
        return;
      case 'reset':
        await flushed(response);
        // A RST that arrives before the client has read the data looks like a FIN to most clients.
        await sleep(msToRead);
        log.end('reset');
        response.socket?.resetAndDestroy();
        return;
    }
  }
  if (signal.aborted) return;
  log.end('completed');
  response.end();
}

/** Resolves when what was written so far has been handed to the operating system. */
async function flushed(response: ServerResponse): Promise<void> {
  const { socket } = response;
  while (socket !== null && !socket.destroyed && (socket.writableLength > 0 || response.writableLength > 0)) {
    await nextTurn();
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
