/** Speaks through one `role=status` region: whole sentences, gathered, each once. */
export interface Announcer {
  say(sentence: string): void;
  /** Streamed Markdown; what is complete of it is spoken with the next batch. */
  stream(text: string): void;
  /** Speaks what is left of the stream. */
  endStream(): void;
}

export interface AnnouncerOptions {
  readonly speak: (text: string) => void;
  readonly setTimer: (callback: () => void, milliseconds: number) => void;
  /** Spoken in place of the lines of a code block. */
  readonly codeBlock: string;
}

const batchMilliseconds = 2000;
/** A sentence that goes on for longer is spoken in parts. */
const longestSentence = 500;

/** The announcements of the panel. The first of a batch waits as long as the last, so nothing is cut off. */
export function createAnnouncer({ speak, setTimer, codeBlock }: AnnouncerOptions): Announcer {
  let queued: string[] = [];
  let timerRuns = false;
  let partial = '';
  let insideCode = false;

  function say(sentence: string): void {
    const trimmed = sentence.trim();
    if (trimmed === '') return;
    queued.push(trimmed);
    if (timerRuns) return;
    timerRuns = true;
    setTimer(() => {
      timerRuns = false;
      speak(queued.join(' '));
      queued = [];
    }, batchMilliseconds);
  }

  function sayLine(line: string): void {
    if (/^\s*(```|~~~)/.test(line)) {
      if (!insideCode) say(codeBlock);
      insideCode = !insideCode;
    } else if (!insideCode) {
      say(asSpoken(line));
    }
  }

  return {
    say,
    stream(text) {
      partial += text;
      for (let end = endOfSentence(partial, insideCode); end > 0; end = endOfSentence(partial, insideCode)) {
        sayLine(partial.slice(0, end));
        partial = partial.slice(end);
      }
    },
    endStream() {
      sayLine(partial);
      partial = '';
      insideCode = false;
    },
  };
}

/** Where the first complete sentence or line ends, or 0. */
function endOfSentence(text: string, insideCode: boolean): number {
  const pattern = insideCode || /^\s*[`~]/.test(text) ? /\n/ : /\n|[.!?…](?=\s)|[。！？]/;
  const match = pattern.exec(text);
  if (match !== null) return match.index + match[0].length;
  return text.length > longestSentence ? text.length : 0;
}

/** A line of Markdown without the signs nobody wants to hear. */
function asSpoken(line: string): string {
  return line
    .replace(/^\s*(?:#{1,6}|>|[-*+]|\|)\s*/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`|]+/g, '');
}
