import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { systemClock } from '../../src/chat/clock.ts';
import { ConversationStore } from '../../src/history/store.ts';
import { nodeDisk } from '../../src/host/nodeDisk.ts';
import { randomFrom } from './random.ts';
import { firstSeed, replayedSeed, runsAll } from './scale.ts';

/** What the process that was killed had promised. */
interface Promised {
  readonly kind: 'draft' | 'message' | 'piece';
  readonly number: number;
  /** Milliseconds of that process. */
  readonly at: number;
}

const seeds =
  replayedSeed === undefined
    ? Array.from({ length: runsAll ? 500 : 25 }, (_, index) => firstSeed + index)
    : [replayedSeed];
/** What a crash may take of an answer, in milliseconds. */
const mayLose = 250;
const id = 'c';

describe('A crash while a conversation is written', function () {
  this.timeout(runsAll ? 3_600_000 : 240_000);
  let folder: string;
  let writer: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crash-'));
    writer = join(folder, 'writer.mjs');
    await build({
      entryPoints: ['test/chaos/crashingWriter.ts'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: writer,
      logLevel: 'silent',
    });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Lets the process write until it has made so many promises, and kills it. */
  async function crash(storage: string, promises: number): Promise<readonly Promised[]> {
    const child = spawn(process.execPath, [writer, storage, id], { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(child, 'close');
    const made: Promised[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const [kind, number, at] = line.split(' ');
      if (kind !== 'draft' && kind !== 'message' && kind !== 'piece') continue;
      // The last line may be cut.
      if (at === undefined || at === '') continue;
      made.push({ kind, number: Number(number), at: Number(at) });
      if (made.length === promises) child.kill('SIGKILL');
    }
    assert.deepEqual((await closed).slice(1), ['SIGKILL']);
    return made;
  }

  /** What is missing of what was promised. */
  async function broken(storage: string, made: readonly Promised[]): Promise<readonly string[]> {
    const reports: string[] = [];
    const store = new ConversationStore({
      disk: nodeDisk(storage),
      now: Date.now,
      newId: () => 'reader',
      schedule: systemClock.schedule,
      report: ({ kind }) => reports.push(kind),
    });
    const turns = [...((await store.read(id))?.transcript.turns.values() ?? [])];
    const draft = String((await store.draft(id).read()) ?? '');
    const questions = new Set(turns.map((turn) => (turn.kind === 'user' ? turn.text : '')));
    const text = turns
      .flatMap((turn) => (turn.kind === 'assistant' ? turn.items : []))
      .map((item) => (item.kind === 'message' ? item.text : ''))
      .join('');
    const pieces = text.trimEnd() === '' ? [] : text.trimEnd().split(' ').map(Number);
    const ended = made.at(-1)?.at ?? 0;
    const isKept = ({ kind, number, at }: Promised): boolean => {
      switch (kind) {
        case 'draft':
          return Number(draft.split(' ')[1] ?? -1) >= number;
        case 'message':
          return questions.has(`message ${number}`);
        case 'piece':
          return ended - at <= mayLose || pieces.length > number;
      }
    };
    const missing = made.filter((promise) => !isKept(promise));
    return [
      ...missing.map(({ kind, number }) => `${kind} ${number} is lost`),
      ...pieces.flatMap((piece, index) => (piece === index ? [] : [`piece ${piece} stands at ${index}`])),
      ...reports.filter((kind) => kind !== 'damaged'),
    ];
  }

  it(`M-H2 B-32 loses no acknowledged message and draft and at most ${mayLose} ms of an answer, ${seeds.length} times`, async () => {
    const failures: string[] = [];
    const lanes = 2;
    const rest = seeds.values();
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        for (const seed of rest) {
          const storage = join(folder, String(seed));
          const made = await crash(storage, 1 + randomFrom(seed).int(400));
          const wrong = await broken(storage, made);
          if (wrong.length > 0) failures.push(`CHAOS_SEED=${seed}: ${wrong.slice(0, 5).join('; ')}`);
          await rm(storage, { recursive: true, force: true });
        }
      }),
    );
    assert.deepEqual(failures, []);
  });

  it('would be noticed if what was promised were not there (negative control)', async () => {
    const storage = join(folder, 'control');
    const made = await crash(storage, 150);
    await rm(join(storage, `${id}.jsonl`));
    const wrong = await broken(storage, made);
    assert.ok(wrong.includes('message 0 is lost') && wrong.includes('piece 0 is lost'), wrong.join('; '));
  });
});
