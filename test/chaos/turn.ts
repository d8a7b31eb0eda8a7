import { type Client, createClient } from '../../src/api/client.ts';
import type { Clock } from '../../src/chat/clock.ts';
import { ChatSession } from '../../src/chat/session.ts';
import {
  type AssistantTurn,
  emptyTranscript,
  shownTurns,
  type Transcript,
  type TranscriptEvent,
} from '../../src/protocol/transcript.ts';
import { canaryKey } from '../canary.ts';
import type { GoodAnswer } from './answer.ts';
import type { Random } from './random.ts';

/** One request a person makes: a message, or a change of one line of code. */
export interface Wish {
  readonly kind: 'chat' | 'edit';
  readonly text: string;
  readonly answer: GoodAnswer;
}

export interface TurnOptions {
  readonly wish: Wish;
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  readonly random: Random;
  readonly idleMs: number;
  readonly now?: () => number;
  readonly elapsed?: () => number;
}

/** Everything that can be told of a turn once it is over. */
export interface TurnRecord {
  readonly wish: Wish;
  readonly session: ChatSession;
  readonly turn: AssistantTurn;
  readonly transcript: Transcript;
  readonly events: readonly TranscriptEvent[];
  readonly log: readonly string[];
  /** Edits handed over to be reviewed. */
  readonly presented: number;
  /** What was waited before each retry, in milliseconds. No time passed. */
  readonly waits: readonly number[];
  /** Timers of the chat that still run. */
  readonly timers: number;
  /** The turn did not end within the bound. */
  readonly isStuck: boolean;
  readonly defects: readonly unknown[];
}

const boundMs = 90_000;
const code = 'var a = 1;';

/** Makes one turn through the real chat and the real client. */
export async function makeTurn(options: TurnOptions): Promise<TurnRecord> {
  const { wish, baseUrl, idleMs } = options;
  const events: TranscriptEvent[] = [];
  const log: string[] = [];
  const waits: number[] = [];
  const defects: unknown[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let presented = 0;
  let ids = 0;
  const session = new ChatSession({
    transcript: emptyTranscript('conversation'),
    newId: () => `id${++ids}`,
    clock: clockWith(timers),
    refusedFields: { has: () => false, add: () => {} },
    onEvent: (event) => events.push(structuredClone(event)),
    onDefect: (error) => defects.push(error),
  });
  const client = clientFor(options, { log, waits });
  const connection = { client, baseUrl, model: 'gpt-5.4-mini', idleTimeoutMs: idleMs, instructions: '' };
  const to = { ...connection, conversationState: 'auto' } as const;
  const made =
    wish.kind === 'chat'
      ? session.ask({ text: wish.text, attachments: [] }, to)
      : session.edit(
          {
            kind: 'lines',
            command: 'refactor',
            title: wish.text,
            attachment: {
              item: { id: 'c', name: 'a.js', path: 'a.js' },
              excerpt: { path: 'a.js', languageId: 'javascript', text: code },
            },
            capture: () => ({
              text: code,
              scope: { startLine: 0, endLine: 1 },
              languageId: 'javascript',
              message: wish.text,
            }),
            present(planned) {
              presented += 1;
              const status = { kind: 'pending', verdict: planned.verdict } as const;
              return { id: planned.id, title: planned.title, status, files: [] };
            },
          },
          to,
        );
  const isStuck = await within(made, boundMs);
  if (isStuck) await session.stop();
  const turn = shownTurns(session.transcript).at(-1);
  if (turn?.kind !== 'assistant') throw new TypeError('A turn has an answer');
  const { transcript } = session;
  return {
    ...{ wish, session, turn, transcript, events, log, presented, waits },
    ...{ timers: timers.size, isStuck, defects },
  };
}

function clientFor(
  { baseUrl, fetch, random, now, elapsed }: TurnOptions,
  { log, waits }: { readonly log: string[]; readonly waits: number[] },
): Client {
  const note = (line: string) => void log.push(line);
  return createClient({
    baseUrl,
    apiKey: canaryKey,
    fetch,
    log: { trace: note, debug: note, info: note, warn: note, error: note },
    random: () => random.int(1000) / 1000,
    async sleep(ms, signal) {
      waits.push(ms);
      signal.throwIfAborted();
    },
    ...(now === undefined ? {} : { now }),
    ...(elapsed === undefined ? {} : { elapsed }),
  });
}

/** The clock of this machine, whose timers can be counted. */
function clockWith(timers: Set<NodeJS.Timeout>): Clock {
  return {
    now: Date.now,
    elapsed: () => performance.now(),
    schedule(ms, action) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        action();
      }, ms);
      timers.add(timer);
      return () => {
        clearTimeout(timer);
        timers.delete(timer);
      };
    },
  };
}

/** Whether the promise took longer than the bound. */
async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), ms);
  });
  const isLate = await Promise.race([promise.then(() => false), bound]);
  clearTimeout(timer);
  return isLate;
}
