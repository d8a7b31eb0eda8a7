import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate with its key, as PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Certificates made for one run; each but `selfSigned` is signed by the authority `ca`. */
export interface Certificates {
  readonly ca: string;
  readonly good: Certificate;
  readonly selfSigned: Certificate;
  readonly expired: Certificate;
  readonly otherHost: Certificate;
}

/** Makes certificates for `localhost` with openssl; without it the running test is skipped, loudly. */
export function makeCertificates(test: Mocha.Context): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const file = (name: string) => join(folder, name);
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

  function selfSigned(name: string, subject: string): void {
    const files = ['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)];
    openssl('req', '-x509', ...newKey, ...files, '-days', '2', '-subj', `/CN=${subject}/O=${subject} Ltd`);
  }

  function signed(
    name: string,
    { host, days }: { readonly host: string; readonly days: number },
  ): Certificate {
    const request = ['-keyout', file(`${name}.key`), '-out', file(`${name}.csr`)];
    openssl('req', ...newKey, ...request, '-subj', `/CN=${host}`);
    const ca = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial'];
    const files = ['-in', file(`${name}.csr`), '-out', file(`${name}.pem`)];
    openssl('x509', '-req', ...files, ...ca, '-days', String(days));
    return read(name);
  }

  function read(name: string): Certificate {
    return {
      key: readFileSync(file(`${name}.key`), 'utf8'),
      cert: readFileSync(file(`${name}.pem`), 'utf8'),
    };
  }

  try {
    openssl('version');
  } catch {
    console.warn('SKIPPED: there is no openssl to make certificates with');
    rmSync(folder, { recursive: true });
    test.skip();
  }
  try {
    selfSigned('ca', 'Test Authority');
    selfSigned('self', 'localhost');
    return {
      ca: read('ca').cert,
      good: signed('good', { host: 'localhost', days: 2 }),
      selfSigned: read('self'),
      expired: signed('expired', { host: 'localhost', days: -1 }),
      otherHost: signed('other', { host: 'other.example', days: 2 }),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
