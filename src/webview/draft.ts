import { signal } from '@preact/signals';
import type { TranscriptSnapshot, UserTurn } from '../protocol/transcript.ts';
import { post } from './vscodeApi.ts';

/** With the write it stays below a quarter of a second, which is what a crash may take. */
const postDelay = 200;

/**
 * The half-typed message. It lives in the text box; the host gets a copy soon after each change, so that it
 * survives the panel. A sent text leaves the box only when the conversation shows it.
 */
function createDraft() {
  const isEmpty = signal(true);
  let box: HTMLTextAreaElement | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let posted = '';
  let sent: { readonly text: string } | undefined;
  let conversationId: string | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const text = box?.value ?? '';
    if (text === posted) return;
    posted = text;
    post({ type: 'draft', ...typedIn(), text });
  }

  /** Where the text belongs, even if another conversation is about to be shown. */
  function typedIn(): { readonly conversationId?: string } {
    return conversationId === undefined ? {} : { conversationId };
  }

  function changed(): void {
    const text = box?.value ?? '';
    isEmpty.value = text.trim() === '';
    // The host may never take what was sent; once it is edited, it is a text of its own.
    if (sent !== undefined && !text.startsWith(sent.text)) sent = undefined;
    // Also while somebody types without a pause.
    timer ??= setTimeout(flush, postDelay);
  }

  function fill(text: string): void {
    if (box === undefined) return;
    if (box.value !== text) {
      box.value = text;
      box.setSelectionRange(text.length, text.length);
    }
    posted = text;
    isEmpty.value = text.trim() === '';
    clearTimeout(timer);
    timer = undefined;
  }

  return {
    isEmpty,
    flush,
    changed,
    attach(element: HTMLTextAreaElement): void {
      box = element;
    },
    focus(): void {
      box?.focus();
    },
    /** The host gave a text back or prepared one. */
    replace(text: string): void {
      sent = undefined;
      fill(text);
    },
    /** Another conversation, with its own draft, is shown. What was typed before the first one is kept. */
    showFor({ conversationId: shownId, turns }: TranscriptSnapshot, text: string): void {
      const typed = box?.value ?? '';
      const isFirst = conversationId === undefined;
      const isSame = conversationId === shownId;
      conversationId = shownId;
      if (isSame && typed !== '') {
        const last = turns.findLast(({ kind }) => kind === 'user');
        if (last?.kind === 'user') this.accepted(last);
      } else if (isFirst && typed !== '' && typed !== text) {
        fill(text === '' ? typed : `${text}\n${typed}`);
        posted = text;
        changed();
      } else {
        fill(text);
      }
    },
    /** Asks the host to send the text, which takes it once however often it is asked. It stays in the box until `accepted`. */
    send(): void {
      const text = box?.value ?? '';
      if (text.trim() === '') return;
      sent = { text };
      flush();
      post({ type: 'send', ...typedIn(), text });
    },
    /**
     * A message has joined the conversation. When it is the one that was sent from here, it leaves the box; what
     * was typed after it stays. A question of a command or of another place changes nothing.
     */
    accepted({ text: shown, command, redacted }: UserTurn): void {
      if (box === undefined || command !== undefined || sent === undefined) return;
      const { text } = sent;
      if (text !== shown && redacted === undefined) return;
      sent = undefined;
      if (!box.value.startsWith(text)) return;
      const caret = Math.max(0, box.selectionStart - text.length);
      box.value = box.value.slice(text.length);
      box.setSelectionRange(caret, caret);
      changed();
      flush();
    },
  };
}

export const draft = createDraft();
