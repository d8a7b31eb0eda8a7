import { spawnSync } from 'node:child_process';
import type { TlsOptions } from 'node:tls';
import { makeCertificates } from '../unit/certificates.ts';
import { edit, prose } from './answer.ts';
import type { Servers } from './fault.ts';
import { type FaultServer, type Script, startFaultServer } from './faultServer.ts';
import { reply } from './phases.ts';

/** The servers of one lane of a run. */
export interface Bench {
  readonly server: FaultServer;
  readonly foreign: FaultServer;
  readonly servers: Servers;
  readonly close: () => Promise<void>;
}

/** Starts the servers: a good one to be spoilt, a foreign one, one with each certificate, and a port nobody has. */
export async function openBench(certificates: readonly TlsOptions[]): Promise<Bench> {
  const good: Script = async (wire) => {
    await wire.received('whole');
    // Otherwise the next turn would have no connection to be accepted.
    await reply(wire, wire.text().includes('json_schema') ? edit : prose, 'close');
  };
  const server = await startFaultServer({ good });
  const foreign = await startFaultServer({ good });
  const closed = await startFaultServer({ good });
  const secure: FaultServer[] = [];
  for (const tls of certificates) secure.push(await startFaultServer({ good, tls }));
  await closed.close();
  return {
    server,
    foreign,
    servers: {
      port: server.port,
      foreignPort: foreign.port,
      closedPort: closed.port,
      tlsPorts: secure.map(({ port }) => port),
    },
    async close() {
      for (const each of [server, foreign, ...secure]) await each.close();
    },
  };
}

/** Certificates no client should trust. Without openssl there are none, and nobody listens instead. */
export function certificatesFor(test: Mocha.Context): readonly TlsOptions[] {
  if (spawnSync('openssl', ['version']).status !== 0) {
    console.warn('SKIPPED: there is no openssl to make certificates with');
    return [];
  }
  const { good, selfSigned, expired, otherHost } = makeCertificates(test);
  return [good, selfSigned, expired, otherHost, { ...good, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' }];
}
