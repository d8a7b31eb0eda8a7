import { withVisibleCharacters } from '../edits/hiddenCharacters.ts';

/** Longer runs of spaces only push something out of sight. */
const longRun = / {17,}/g;

/**
 * A text of a model as a person decides on it: characters that hide or reorder others are named, and long runs of
 * spaces are counted instead of drawn (S10). Everything else stays as it is.
 */
export function shownArguments(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const indent = /^ */.exec(line)?.[0] ?? '';
      const rest = indent.length > 16 ? line : line.slice(indent.length);
      const visible = withVisibleCharacters(rest).replace(longRun, (run) => `[${run.length} × U+0020]`);
      return indent.length > 16 ? visible : indent + visible;
    })
    .join('\n');
}
