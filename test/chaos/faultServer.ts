import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** How much of a request has arrived. */
export type Milestone = 'line' | 'head' | 'body' | 'whole';

/** One request on a connection, byte by byte. Its methods throw `Gone` once the client has left. */
export interface Wire {
  readonly socket: Socket;
  /** Resolves when so much of the request is here. */
  readonly received: (milestone: Milestone) => Promise<void>;
  /** What has arrived of it. */
  readonly text: () => string;
  /** Sends bytes; resolves when they have been handed to the operating system. */
  readonly send: (bytes: string | Uint8Array) => Promise<void>;
}

/** What the server does about one request. A connection it leaves open carries the next one. */
export type Script = (wire: Wire) => Promise<void>;

/** What the server has to do next. */
export interface Plan {
  readonly script: Script;
  /** How many requests (or connections) it is for; after that the server is good. */
  readonly times: number;
  /** Begins when a connection is accepted, not when something arrives on it. */
  readonly atAccept: boolean;
}

/** A raw server on the loopback interface that does to a connection what its plan says. */
export interface FaultServer {
  readonly port: number;
  readonly plan: (plan: Plan | undefined) => void;
  /** Closes the connections nothing is asked on: a spare one would still do what the former plan said. */
  readonly closeIdle: () => void;
  /** Everything received since the last plan. */
  readonly received: () => string;
  readonly requests: () => number;
  /** How often the plan has struck. */
  readonly strikes: () => number;
  /** Connections under way: a request was begun on them and is not answered. */
  readonly busy: () => number;
  readonly close: () => Promise<void>;
}

/** The client has left, or the fault has ended the connection. */
export class Gone extends Error {}

export interface FaultServerOptions {
  readonly good: Script;
  readonly host?: string;
  readonly tls?: TlsOptions;
}

/** Starts a fault server on a free port. Without a plan it is a good one. */
export async function startFaultServer({ good, host, tls }: FaultServerOptions): Promise<FaultServer> {
  let plan: Plan | undefined;
  let left = 0;
  let received = '';
  let requests = 0;
  const sockets = new Set<Socket>();
  const busy = new Set<Socket>();

  function nextScript(atAccept: boolean): Script | undefined {
    if (plan === undefined || plan.atAccept !== atAccept || left === 0) return atAccept ? undefined : good;
    left -= 1;
    return plan.script;
  }

  async function serve(socket: Socket): Promise<void> {
    const reader = requestReader(socket, (text) => {
      received += text;
    });
    const wire = (request: RequestReader): Wire => ({
      socket,
      received: request.received,
      text: request.text,
      async send(bytes) {
        if (socket.destroyed || socket.writableEnded) throw new Gone();
        await new Promise<void>((resolve, reject) => {
          socket.write(bytes, (error) => (error == null ? resolve() : reject(new Gone())));
        });
      },
    });
    await nextScript(true)?.(wire(reader));
    while (!socket.destroyed) {
      await reader.received('line');
      requests += 1;
      busy.add(socket);
      await nextScript(false)?.(wire(reader));
      await reader.received('whole');
      busy.delete(socket);
      reader.next();
    }
  }

  const accept = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      busy.delete(socket);
    });
    serve(socket).catch((error: unknown) => {
      if (!(error instanceof Gone)) throw error;
    });
  };
  const server = tls === undefined ? createServer(accept) : createTlsServer(tls, accept);
  server.on('tlsClientError', () => {});
  server.listen(0, host ?? '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has an address and a port.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    plan(next) {
      plan = next;
      left = next?.times ?? 0;
      received = '';
      requests = 0;
    },
    closeIdle() {
      for (const socket of sockets) if (!busy.has(socket)) socket.destroy();
    },
    received: () => received,
    requests: () => requests,
    strikes: () => (plan?.times ?? 0) - left,
    busy: () => busy.size,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await nextTurn();
    },
  };
}

interface RequestReader {
  readonly received: Wire['received'];
  readonly text: () => string;
  /** Forgets the request, so that the next one can arrive. */
  readonly next: () => void;
}

function requestReader(socket: Socket, onText: (text: string) => void): RequestReader {
  let text = '';
  const waiting = new Set<() => void>();
  const changed = (): void => {
    for (const goOn of waiting) goOn();
    waiting.clear();
  };
  socket.on('data', (chunk: Buffer) => {
    const piece = chunk.toString('latin1');
    text += piece;
    onText(piece);
    changed();
  });
  socket.on('close', changed);
  // What a client does not want to say any more is no reason to stop talking to it.
  socket.on('end', changed);
  return {
    async received(milestone) {
      while (!hasArrived(text, milestone)) {
        if (socket.destroyed || socket.readableEnded) throw new Gone();
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
    text: () => text,
    next() {
      text = '';
    },
  };
}

function hasArrived(text: string, milestone: Milestone): boolean {
  const end = text.indexOf('\r\n\r\n');
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0);
  switch (milestone) {
    case 'line':
      return text.includes('\r\n');
    case 'head':
      return end >= 0;
    case 'body':
      return end >= 0 && text.length > end + 4;
    case 'whole':
      return end >= 0 && text.length >= end + 4 + length;
  }
}
