/** A place in a text that looks like something nobody else should read. */
export interface Secret {
  readonly kind: SecretKind;
  /** Offsets of the value alone, without its name or its quotes. */
  readonly start: number;
  readonly end: number;
  /** One-based. */
  readonly line: number;
}

export type SecretKind = 'key' | 'token' | 'private_key' | 'password';

interface Detector {
  readonly kind: SecretKind;
  /** The value is the group named `value`, else the whole match. */
  readonly pattern: RegExp;
  /** Whether a match must also look random, because its form alone proves nothing. */
  readonly needsRandomness?: boolean;
}

/**
 * Forms that issuers give their keys, as their documentation shows them, and forms of assignments. Each pattern
 * is linear: no nested repetition, and every repetition is bounded by what may follow it.
 */
const detectors: readonly Detector[] = [
  {
    kind: 'private_key',
    pattern:
      /-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----[\s\S]{20,20000}?-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----/g,
  },
  { kind: 'private_key', pattern: /\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b/g },
  ...forms('key', [
    /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/,
    /\bAIza[\w-]{35}/,
    /\bGOCSPX-[\w-]{28}/,
    /\b(?:sk|rk)_(?:live|test)_[0-9a-zA-Z]{16,200}/,
    /\bsk-[\w-]{20,250}/,
    /\bSG\.[\w-]{22}\.[\w-]{43}/,
    /\bkey-[0-9a-f]{32}\b/,
    /\bSK[0-9a-f]{32}\b/,
    /\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}\b/,
    /\blin_api_[0-9A-Za-z]{40}/,
    /\bAccountKey=(?<value>[0-9A-Za-z+/]{86}==)/,
    /\bSharedAccessKey=(?<value>[0-9A-Za-z+/]{43}=)/,
    /\bwhsec_[0-9A-Za-z+/=]{24,80}/,
    /\bxkeysib-[0-9a-f]{64}-\w{16}/,
    /\bsq0csp-[\w-]{43}/,
  ]),
  ...forms('token', [
    /\bgh[pousr]_[0-9A-Za-z]{36,251}/,
    /\bgithub_pat_[0-9A-Za-z_]{40,100}/,
    /\bgl(?:pat|ptt|rt|cbt|dt|ft|soat|agent|oas)-[\w-]{20,80}/,
    /\bxox[abeoprs]-[0-9A-Za-z-]{10,250}/,
    /\bxapp-\d-[0-9A-Za-z-]{20,200}/,
    /hooks\.slack\.com\/services\/(?<value>T\w{8,12}\/B\w{8,12}\/\w{20,30})/,
    /discord(?:app)?\.com\/api\/webhooks\/(?<value>\d{17,20}\/[\w-]{60,80})/,
    /\bya29\.[\w-]{20,250}/,
    /\bnpm_[0-9A-Za-z]{36}/,
    /\bpypi-AgE[\w-]{50,250}/,
    /\bdo[opr]_v1_[0-9a-f]{64}/,
    /\bhf_[0-9A-Za-z]{30,60}/,
    /\bdapi[0-9a-f]{32}\b/,
    /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/,
    /\bhv[sbr]\.[\w-]{24,200}/,
    /\bgl(?:sa|c)_[0-9A-Za-z_=]{32,200}/,
    /\bsntry[su]_[0-9A-Za-z+/=_]{40,300}/,
    /\bdckr_pat_[\w-]{20,60}/,
    /\brubygems_[0-9a-f]{48}/,
    /\bEAA[0-9A-Za-z]{80,250}/,
    /\b\d{8,10}:AA[\w-]{33}\b/,
    /\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,45}/,
    /\beyJ[\w-]{15,2000}\.eyJ[\w-]{15,4000}\.[\w-]{20,1000}/,
    /\bauthorization["']?\s{0,5}[:=]\s{0,5}["']?(?:bearer|basic|token)\s{1,5}(?<value>[\w.~+/-]{20,2000}={0,2})/i,
  ]),
  // user:password@host
  {
    kind: 'password',
    pattern: /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/?#@"'<>]{0,100}:(?<value>[^\s/?#@"'<>]{3,200})@[\w[]/gi,
  },
  {
    kind: 'password',
    pattern:
      /\b(?:server|data source|host|endpoint|user id|uid|database)=[^\n]{0,300}?;\s{0,3}(?:password|pwd)=(?<value>[^;"'\s]{3,200})/gi,
  },
  {
    kind: 'password',
    needsRandomness: true,
    pattern:
      /(?:secret|token|passw(?:or)?d|passwd|pwd|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|credentials?)[\w.-]{0,30}["'`\]]{0,2}\s{0,5}(?:=>|:=|[:=])\s{0,5}["'`](?<value>[^"'`\s]{8,500})["'`]/gi,
  },
  {
    kind: 'password',
    needsRandomness: true,
    pattern:
      /^[ \t]{0,20}(?:export[ \t]{1,5}|-[ \t]{1,5}|ENV[ \t]{1,5})?[\w.-]{0,60}(?:secret|token|passw(?:or)?d|passwd|pwd|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|credentials?)[\w.-]{0,30}[ \t]{0,5}[=:][ \t]{0,5}(?<value>[^\s"'`#,;(){}[\]<>$]{8,500})[ \t]{0,20}(?:#[^\n]*)?$/gim,
  },
];

function forms(kind: SecretKind, patterns: readonly RegExp[]): Detector[] {
  return patterns.map((pattern) => ({ kind, pattern: new RegExp(pattern.source, `g${pattern.flags}`) }));
}

/** What looks like a secret in a text, in order, without overlaps. Examples and placeholders are passed over. */
export function findSecrets(text: string): readonly Secret[] {
  const found = detectors.flatMap(({ kind, pattern, needsRandomness }) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const value = match.groups?.['value'] ?? match[0];
      if (isPlaceholder(value) || (needsRandomness === true && !looksRandom(value))) return [];
      const start = match.index + match[0].lastIndexOf(value);
      return [{ kind, start, end: start + value.length }];
    }),
  );
  const secrets: Secret[] = [];
  let line = 1;
  let counted = 0;
  for (const { kind, start, end } of found.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (start < (secrets.at(-1)?.end ?? 0)) continue;
    for (; counted < start; counted++) if (text[counted] === '\n') line++;
    secrets.push({ kind, start, end, line });
  }
  return secrets;
}

/** The text with each secret replaced by its first characters and dots; lines stay lines. */
export function maskSecrets(text: string, secrets: readonly Secret[]): string {
  let masked = '';
  let from = 0;
  for (const { start, end } of secrets) {
    masked += text.slice(from, start) + maskedValue(text.slice(start, end));
    from = end;
  }
  return masked + text.slice(from);
}

/** Enough of a value to recognise it by, and never more than a fifth of it. */
export function maskedValue(value: string): string {
  const shown = value.startsWith('-----') ? 0 : Math.min(4, Math.floor(value.length / 5));
  return `${value.slice(0, shown)}••••••${'\n'.repeat(value.split('\n').length - 1)}`;
}

/** Values of examples and templates, and names of places where the real value is. */
function isPlaceholder(value: string): boolean {
  return (
    /example|sample|placeholder|change[_-]?me|dummy|redacted|your[_-]|my[_-]?(?:secret|password|token)|^<.*>$|\$\{|\{\{|%\(|\.\.\.|…|\*{3}|x{4,}|0{8,}|1234567|abcdef/i.test(
      value,
    ) ||
    /^(?:pass(?:word)?|pwd|secret|token|user|test|admin|root|none|null|true|false|string|\$\w+|%\w+%)$/i.test(
      value,
    )
  );
}

/** Letters and digits mixed without the look of a word, a path, an expression or a sentence. */
function looksRandom(value: string): boolean {
  if (/^(?:https?:|file:|\.{0,2}\/|[a-z]:\\)/i.test(value)) return false;
  if (/^[a-z_$][\w$]*(?:(?:\.|::|->)[a-z_$][\w$]*)+(?:\(.*)?$/i.test(value) && !/\d{3}/.test(value))
    return false;
  // Words, such as the name of a field or of a style.
  if (/^[a-z]+(?:[-_.][a-z]+)+(?:[-_.]?\d{1,3})?$/i.test(value)) return false;
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^\w]/].filter((each) => each.test(value)).length;
  const hasDigit = /\d/.test(value);
  return classes >= 2 && hasDigit && entropy(value) >= 3;
}

/** Bits per character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / value.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}
