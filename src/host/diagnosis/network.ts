import { lookup } from 'node:dns/promises';
import { isIP, connect as openTcp, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { connect as openTls, type TLSSocket } from 'node:tls';
import type { DirectConnection } from './diagnosis.ts';

/**
 * The network as this machine sees it, past VS Code's fetch and any proxy. Used to explain a failure, never to
 * send a request. Both reject with the signal's reason when it is aborted.
 */
export interface Network {
  /** The addresses of the host of `url`. Rejects with the error of the look-up. */
  resolve(url: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Connects to the origin of `url`, for `https:` with TLS, and closes the connection. Rejects with its error. */
  connect(url: string, signal: AbortSignal): Promise<DirectConnection>;
}

export const network: Network = { resolve, connect };

async function resolve(url: string, signal: AbortSignal): Promise<readonly string[]> {
  const found = await orAborted(lookup(hostOf(url), { all: true }), signal);
  return found.map(({ address }) => address);
}

function connect(url: string, signal: AbortSignal): Promise<DirectConnection> {
  const host = hostOf(url);
  const { protocol, port } = new URL(url);
  const isTls = protocol === 'https:';
  const target = { host, port: Number(port) || (isTls ? 443 : 80) };
  const started = performance.now();
  // A server name is sent for names only (RFC 6066, section 3).
  const socket = isTls
    ? openTls({ ...target, ...(isIP(host) === 0 ? { servername: host } : {}) })
    : openTcp(target);
  const connected = new Promise<DirectConnection>((settle, fail) => {
    let tcpMs = 0;
    socket.once('error', fail);
    // A handshake that is broken off without an error still has to end.
    socket.once('close', () => fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    socket.once('connect', () => {
      tcpMs = performance.now() - started;
      if (!isTls) settle({ address: addressOf(socket), tcpMs });
    });
    socket.once('secureConnect', () => {
      // `secureConnect` is an event of TLS sockets only.
      const tls = certificateOf(socket as TLSSocket);
      settle({ address: addressOf(socket), tcpMs, tls: { ...tls, ms: performance.now() - started - tcpMs } });
    });
  });
  return orAborted(connected, signal).finally(() => socket.destroy());
}

function certificateOf(socket: TLSSocket) {
  const { issuer, valid_to } = socket.getPeerCertificate();
  return {
    protocol: socket.getProtocol() ?? '',
    issuer: [issuer.O ?? issuer.CN ?? ''].flat().join(', '),
    validUntil: Date.parse(valid_to),
  };
}

function addressOf({ remoteAddress = '', remotePort }: Socket): string {
  const address = remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress;
  return `${address}:${remotePort ?? ''}`;
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}

/** Settles as `promise` does, unless the signal is aborted first. */
function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((settle, fail) => {
    const abort = () => fail(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(settle, fail).finally(() => signal.removeEventListener('abort', abort));
  });
}
