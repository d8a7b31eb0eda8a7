import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

/** A request as it came over the wire, and the socket to answer on. */
export interface Received {
  readonly socket: Socket;
  readonly head: string;
  readonly body: string;
}

/** A raw HTTP server that answers as scripted, byte by byte if need be. */
export interface TestServer {
  readonly baseUrl: string;
  readonly host: string;
  readonly received: readonly Received[];
  /** Connections ever made. */
  connections(): number;
  /** Connections open now that carried a request. After an abort, Node's fetch opens an idle spare. */
  open(): number;
  close(): Promise<void>;
}

/** Starts a server on a free port of this machine; `answer` gets each whole request. */
export async function startServer(answer: (request: Received, count: number) => void): Promise<TestServer> {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const [head = '', ...rest] = text.split('\r\n\r\n');
      const body = rest.join('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (rest.length === 0 || Buffer.byteLength(body) < length) return;
      text = '';
      const request = { socket, head, body };
      received.push(request);
      answer(request, received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has an address and a port.
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    host: `127.0.0.1:${port}`,
    received,
    connections: () => connections,
    open: () => received.filter(({ socket }) => sockets.has(socket)).length,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A head without a length: the body ends with the connection. */
export function head(status: number, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Whatever\r\n${lines.join('')}connection: close\r\n\r\n`;
}

/** The head of a chunked event stream. */
export const streamHead =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n';

/** One chunk of a chunked body. */
export function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

/** The end of a chunked body. */
export const lastChunk = '0\r\n\r\n';
