/** Why no connection came about, as far as the system tells. */
export type NetworkFailure =
  | 'no_such_host'
  | 'no_name_server'
  | 'refused'
  | 'no_route'
  | 'timed_out'
  | 'reset'
  /** The certificate vouches for itself. */
  | 'self_signed'
  /** The certificate, or the root of its chain, comes from an authority this machine does not know. */
  | 'unknown_authority'
  | 'expired'
  | 'not_yet_valid'
  | 'wrong_host'
  /** Anything else about TLS: versions, ciphers, an answer that is no TLS. */
  | 'tls'
  | 'proxy_refused'
  | 'unknown';

/** By the codes of libuv, c-ares, OpenSSL (as Node spells them) and undici. */
const failures: ReadonlyMap<string, NetworkFailure> = new Map([
  ['ENOTFOUND', 'no_such_host'],
  ['ENODATA', 'no_such_host'],
  ['EAI_AGAIN', 'no_name_server'],
  ['ECONNREFUSED', 'refused'],
  ['EHOSTUNREACH', 'no_route'],
  ['ENETUNREACH', 'no_route'],
  ['ENETDOWN', 'no_route'],
  ['EADDRNOTAVAIL', 'no_route'],
  ['ETIMEDOUT', 'timed_out'],
  ['TimeoutError', 'timed_out'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timed_out'],
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['UND_ERR_SOCKET', 'reset'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self_signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'unknown_authority'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'unknown_authority'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unknown_authority'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unknown_authority'],
  ['CERT_UNTRUSTED', 'unknown_authority'],
  ['CERT_HAS_EXPIRED', 'expired'],
  ['CERT_NOT_YET_VALID', 'not_yet_valid'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'wrong_host'],
]);

/** What an error of fetch, a socket or a name look-up says about the network. */
export function networkFailureOf(error: unknown): NetworkFailure {
  if (causesOf(error).some(({ message }) => /^Proxy response \(\d+\)/.test(message))) return 'proxy_refused';
  const code = systemCode(error);
  return failures.get(code) ?? (/CERT|TLS|SSL|^EPROTO$/.test(code) ? 'tls' : 'unknown');
}

/** Whether a failure is about certificates or TLS. It does not get better by asking again. */
export function isTlsFailure(failure: NetworkFailure): boolean {
  const kinds: readonly NetworkFailure[] = [
    'self_signed',
    'unknown_authority',
    'expired',
    'not_yet_valid',
    'wrong_host',
    'tls',
  ];
  return kinds.includes(failure);
}

/** The system's name of a network failure, such as `ECONNREFUSED`; fetch hides it in the cause of the cause. */
export function systemCode(thrown: unknown): string {
  const causes = causesOf(thrown);
  for (const error of causes) {
    if ('code' in error && typeof error.code === 'string') return error.code;
  }
  return causes.at(-1)?.name ?? 'unknown';
}

function causesOf(thrown: unknown): Error[] {
  const causes: Error[] = [];
  for (let error = thrown; error instanceof Error && !causes.includes(error); error = error.cause) {
    causes.push(error);
  }
  return causes;
}
