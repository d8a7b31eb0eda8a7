import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { isTlsFailure, networkFailureOf, systemCode } from '../../../src/api/networkFailure.ts';
import { type Certificate, makeCertificates } from '../certificates.ts';

/** The error a client that trusts `ca` gets from a server with this certificate; undefined when it gets none. */
async function handshake(certificate: Certificate, ca: string | undefined): Promise<unknown> {
  const server = createServer(certificate, (socket) => socket.end());
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has an address and a port.
  const { port } = server.address() as AddressInfo;
  const options = { host: '127.0.0.1', port, servername: 'localhost', ...(ca === undefined ? {} : { ca }) };
  const socket = connect(options);
  try {
    return await new Promise<unknown>((settle) => {
      socket.once('error', settle).once('secureConnect', () => settle(undefined));
    });
  } finally {
    socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('A network failure', function () {
  this.timeout(20_000);

  it('names what is wrong with a certificate, as real handshakes report it (N17)', async function () {
    const { ca, good, selfSigned, expired, otherHost } = makeCertificates(this);
    const errors = {
      good: await handshake(good, ca),
      selfSigned: await handshake(selfSigned, ca),
      unknownAuthority: await handshake(good, undefined),
      expired: await handshake(expired, ca),
      otherHost: await handshake(otherHost, ca),
    };
    assert.equal(errors.good, undefined);
    assert.deepEqual(
      Object.values(errors).map((error) => [networkFailureOf(error), isTlsFailure(networkFailureOf(error))]),
      [
        ['unknown', false],
        ['self_signed', true],
        ['unknown_authority', true],
        ['expired', true],
        ['wrong_host', true],
      ],
    );
  });

  it('is found below the errors that fetch wraps around it, also in a circle', () => {
    const inner = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const circle: Error & { cause?: unknown } = new Error('around');
    circle.cause = circle;
    assert.deepEqual(
      [
        [
          networkFailureOf(new TypeError('fetch failed', { cause: inner })),
          systemCode(new Error('', { cause: inner })),
        ],
        [networkFailureOf(circle), systemCode(circle)],
        [networkFailureOf('text'), systemCode('text')],
      ],
      [
        ['refused', 'ECONNREFUSED'],
        ['unknown', 'Error'],
        ['unknown', 'unknown'],
      ],
    );
  });

  it('tells a proxy that refuses from a server that does (N18)', () => {
    const refusal = new Error('Proxy response (407) !== 200 when HTTP Tunneling');
    const aborted = Object.assign(refusal, { code: 'UND_ERR_ABORTED' });
    assert.equal(networkFailureOf(new TypeError('fetch failed', { cause: aborted })), 'proxy_refused');
  });
});
