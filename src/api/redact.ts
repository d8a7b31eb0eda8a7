const windowLength = 8;

/**
 * The text without anything that looks like a key and without the key itself, whole or in part, plain, split by
 * white space, quotes, `+` or invisible characters, reversed, URL-encoded, JSON-escaped, as hex or as Base64 at
 * any alignment.
 */
export function redact(text: string, apiKey: string | undefined): string {
  const patterned = text
    .replace(/\b(bearer\s+)[\w.~+/=-]{6,}/gi, '$1…')
    .replace(/\b(sk|pk|rk)-[\w*.-]{6,}/gi, '$1-…');
  return apiKey === undefined || apiKey === '' ? patterned : withoutKey(patterned, apiKey);
}

/** Marks every stretch that shares eight characters with a form of the key, and replaces each by one `…`. */
function withoutKey(text: string, apiKey: string): string {
  const windows = new Set(formsOf(apiKey).flatMap(windowsOf));
  const lengths = new Set([...windows].map((window) => window.length));
  const { letters, positions } = joined(text);
  const hidden = new Set<number>();
  for (const length of lengths) {
    for (let start = 0; start + length <= letters.length; start++) {
      if (!windows.has(letters.slice(start, start + length))) continue;
      const last = positions[start + length - 1] ?? 0;
      for (let at = positions[start] ?? 0; at <= last; at++) hidden.add(at);
    }
  }
  if (hidden.size === 0) return text;
  let out = '';
  for (let at = 0; at < text.length; at++) {
    if (!hidden.has(at)) out += text[at];
    else if (!hidden.has(at - 1)) out += '…';
  }
  return out;
}

/** The key in the encodings a server may echo it in, in lower case and without separators. */
function formsOf(apiKey: string): string[] {
  const bytes = [...new TextEncoder().encode(apiKey)];
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0'));
  const binary = String.fromCharCode(...bytes);
  // Base64 works on groups of three bytes, so what stands before the key shifts its letters. The first and
  // the last group of each alignment depend on the neighbours and are left out.
  const base64 = ['', 'x', 'xx'].map((lead) =>
    btoa(lead + binary)
      .slice(lead === '' ? 0 : 4)
      .replace(/.{0,4}$/, ''),
  );
  return [
    apiKey,
    [...apiKey].reverse().join(''),
    encodeURIComponent(apiKey),
    hex.map((pair) => `%${pair}`).join(''),
    hex.map((pair) => `u00${pair}`).join(''),
    hex.join(''),
    ...base64,
    ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
  ]
    .map((form) => joined(form).letters)
    .filter((form) => form.length >= Math.min(windowLength, apiKey.length));
}

function windowsOf(form: string): string[] {
  if (form.length <= windowLength) return form === '' ? [] : [form];
  return Array.from({ length: form.length - windowLength + 1 }, (_, at) => form.slice(at, at + windowLength));
}

/** The letters of a text without what may split a key, and where each of them stood. */
function joined(text: string): { letters: string; positions: number[] } {
  const positions: number[] = [];
  let letters = '';
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (/[\s"'`+\\\p{Cc}\p{Cf}]/u.test(letter)) continue;
    positions.push(at);
    // Lower-casing some letters gives two; the position list counts one for each.
    letters += letter.toLowerCase().charAt(0);
  }
  return { letters, positions };
}
