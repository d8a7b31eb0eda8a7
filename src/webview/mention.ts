import { signal } from '@preact/signals';
import type { ContextMatch } from '../protocol/contextMatch.ts';
import { post } from './vscodeApi.ts';

/** What is being typed after `@` or `#`, and what was found for it. */
interface OpenMention {
  /** Where the `@` stands in the message. */
  readonly start: number;
  readonly matches: readonly ContextMatch[];
  readonly active: number;
}

/** The list is shown while this has matches. */
export const mention = signal<OpenMention | undefined>(undefined);

let requestId = 0;
let query: string | undefined;

/** Looks at the message after it was typed into. Only typing opens the list: what was pasted may hold any `@`. */
export function mentionInput(box: HTMLTextAreaElement, event: Event): void {
  const isTyped = event instanceof InputEvent && event.inputType === 'insertText';
  if (mention.value === undefined && !isTyped) return;
  updateMention(box);
}

/** Follows the caret: where it does not stand behind an `@` and a name, there is nothing to choose. */
export function updateMention(box: HTMLTextAreaElement): void {
  const before = box.value.slice(0, box.selectionStart);
  const typed = box.selectionStart === box.selectionEnd ? /(?:^|\s)[@#](\S{0,200})$/.exec(before) : null;
  if (typed?.[1] === undefined) {
    closeMention();
    return;
  }
  if (typed[1] === query) return;
  query = typed[1];
  requestId++;
  const start = before.length - query.length - 1;
  mention.value = { start, matches: mention.value?.matches ?? [], active: 0 };
  post({ type: 'find-context', requestId, query });
}

export function closeMention(): void {
  query = undefined;
  mention.value = undefined;
}

/** Shows what the host found, unless something else was typed since. */
export function showMatches(id: number, matches: readonly ContextMatch[]): void {
  if (mention.value !== undefined && id === requestId)
    mention.value = { ...mention.value, matches, active: 0 };
}

/** Whether the key was for the list. */
export function mentionKey(box: HTMLTextAreaElement, { key, shiftKey }: KeyboardEvent): boolean {
  const open = mention.value;
  if (open === undefined || open.matches.length === 0) return false;
  const { active, matches } = open;
  switch (key) {
    case 'ArrowDown':
      mention.value = { ...open, active: (active + 1) % matches.length };
      return true;
    case 'ArrowUp':
      mention.value = { ...open, active: (active - 1 + matches.length) % matches.length };
      return true;
    case 'Enter':
    case 'Tab':
      if (shiftKey) return false;
      chooseMatch(box, matches[active]);
      return true;
    default:
      return false;
  }
}

/** Attaches a match, whose name takes the place of what was typed. */
export function chooseMatch(box: HTMLTextAreaElement, match: ContextMatch | undefined): void {
  const open = mention.value;
  if (open === undefined || match === undefined) return;
  post({ type: 'attach-found', id: match.id });
  closeMention();
  const end = box.selectionStart;
  box.focus();
  box.setSelectionRange(open.start, end);
  // Unlike a new value, this can be undone like anything typed. Browsers keep it for editors, deprecated or not.
  document.execCommand('insertText', false, `@${match.name} `);
}
