/** What one delta made readable. */
export interface PartialDelta {
  /** The next characters of the title. */
  readonly title: string;
  /** The next characters of the explanation. */
  readonly explanation: string;
  /** Every entry of `edits` that this delta completed, in order. */
  readonly edits: readonly PartialEdit[];
}

/** An entry of `edits`; a text that the answer left out is empty. */
export interface PartialEdit {
  readonly why: string;
  readonly oldText: string;
  readonly newText: string;
}

export interface PartialAnswer {
  feed(delta: string): PartialDelta;
}

interface Container {
  readonly kind: 'object' | 'array';
  /** The key whose value is being read; only in objects. */
  key: string;
}

type StringRole = 'key' | 'title' | 'explanation' | keyof PartialEdit | 'other';

const noEdit: PartialEdit = { why: '', oldText: '', newText: '' };
const nothing = { title: '', explanation: '', edits: [] };

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Reads an edit answer while it is still being received. The pieces of a string add up to what `JSON.parse` gives
 * for the whole, however the answer is cut, and no piece ends between the halves of a surrogate pair. A delta costs
 * what it is long. Anything before the first brace is passed over, and so is everything after the first thing that
 * is not JSON: the complete answer is judged elsewhere. Never throws.
 */
export function createPartialAnswer(): PartialAnswer {
  const path: Container[] = [];
  let isDone = false;
  let expectsKey = false;
  let role: StringRole | undefined;
  /** What follows the backslash of an unfinished escape. */
  let escaped: string | undefined;
  /** Characters of the string being read that no one has been given yet. */
  let pending = '';
  /** The entry of `edits` that is being read. */
  let edit = noEdit;
  let delta: { title: string; explanation: string; edits: readonly PartialEdit[] } = nothing;

  function readStructure(character: string): void {
    const top = path.at(-1);
    if (top === undefined && character !== '{') return;
    switch (character) {
      case '{':
        if (isAt('edits')) edit = noEdit;
        path.push({ kind: 'object', key: '' });
        expectsKey = true;
        return;
      case '[':
        path.push({ kind: 'array', key: '' });
        expectsKey = false;
        return;
      case '}':
      case ']':
        path.pop();
        if (character === '}' && top?.kind === 'object' && isAt('edits')) {
          delta = { ...delta, edits: [...delta.edits, edit] };
        }
        isDone = path.length === 0 || top?.kind !== (character === '}' ? 'object' : 'array');
        return;
      case ',':
        expectsKey = top?.kind === 'object';
        return;
      case ':':
        expectsKey = false;
        return;
      case '"':
        role = expectsKey ? 'key' : roleOfValue();
    }
  }

  /** Whether the next value is an element of the top-level array `key`. */
  function isAt(key: string): boolean {
    return path.length === 2 && path[0]?.key === key && path[1]?.kind === 'array';
  }

  function roleOfValue(): StringRole {
    const key = path.at(-1)?.key;
    if (path.length === 1 && (key === 'title' || key === 'explanation')) return key;
    const isInEdit = path.length === 3 && path[0]?.key === 'edits' && path[1]?.kind === 'array';
    return isInEdit && (key === 'why' || key === 'oldText' || key === 'newText') ? key : 'other';
  }

  function readEscape(character: string): void {
    escaped += character;
    if (escaped === undefined || (escaped.startsWith('u') && escaped.length < 5)) return;
    const isUnicode = /^u[0-9a-fA-F]{4}$/.test(escaped);
    const decoded = isUnicode
      ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
      : shortEscapes[escaped];
    escaped = undefined;
    if (decoded === undefined) isDone = true;
    else pending += decoded;
  }

  function endString(): void {
    const top = path.at(-1);
    if (role === 'key' && top !== undefined) top.key = pending;
    else if (role === 'why' || role === 'oldText' || role === 'newText') edit = { ...edit, [role]: pending };
    else handOver(pending);
    pending = '';
    role = undefined;
  }

  function handOver(text: string): void {
    if (role === 'title' || role === 'explanation') delta = { ...delta, [role]: delta[role] + text };
  }

  /** Hands over what is certain: the first half of a surrogate pair waits for the second. */
  function handOverPiece(): void {
    if (role !== 'title' && role !== 'explanation' && role !== 'other') return;
    const isHalf = /[\ud800-\udbff]$/.test(pending);
    handOver(isHalf ? pending.slice(0, -1) : pending);
    pending = isHalf ? pending.slice(-1) : '';
  }

  return {
    feed(text) {
      for (let index = 0; index < text.length && !isDone; index += 1) {
        const character = text.charAt(index);
        if (escaped !== undefined) readEscape(character);
        else if (role === undefined) readStructure(character);
        else if (character === '"') endString();
        else if (character === '\\') escaped = '';
        else pending += character;
      }
      handOverPiece();
      const read = delta;
      delta = nothing;
      return read;
    },
  };
}
