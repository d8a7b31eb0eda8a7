import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JournalRecord } from '../../../src/history/record.ts';
import { recover } from '../../../src/history/recover.ts';
import { ConversationStore } from '../../../src/history/store.ts';
import {
  type AssistantTurn,
  emptyTranscript,
  reduce,
  type Transcript,
  type TranscriptEvent,
  toSnapshot,
  type UserTurn,
} from '../../../src/protocol/transcript.ts';
import { ManualClock } from './manualClock.ts';
import { MemoryDisk } from './memoryDisk.ts';

const user = (id: string, parentId?: string): UserTurn => ({
  kind: 'user',
  id,
  parentId,
  createdAt: 5,
  text: `question ${id}`,
  context: [],
});
const assistant = (id: string, parentId: string): AssistantTurn => ({
  kind: 'assistant',
  id,
  parentId,
  createdAt: 6,
  model: 'm',
  status: { kind: 'waiting' },
  items: [],
  notes: [],
});
const message = { kind: 'message', outputIndex: 0, text: '', refusal: '' } as const;
const delta = (turnId: string, text: string): TranscriptEvent => ({
  type: 'text-delta',
  turnId,
  outputIndex: 0,
  delta: text,
});

const file = 'c.jsonl';

describe('journal', () => {
  let disk: MemoryDisk;
  let clock: ManualClock;
  let failures: unknown[];

  beforeEach(() => {
    disk = new MemoryDisk();
    clock = new ManualClock();
    failures = [];
  });

  /** A window that has the conversation open: what it shows, and the journal of it. */
  function open(transcript: Transcript = emptyTranscript('c'), exists = false) {
    const store = new ConversationStore({
      disk,
      now: () => 1,
      newId: () => `w${++writers}`,
      schedule: clock.schedule,
      report: (report) => failures.push(report.kind),
    });
    const journal = store.journal({ transcript, createdAt: 1, workspace: 'w', exists });
    return {
      transcript,
      journal,
      change(event: TranscriptEvent): void {
        reduce(transcript, event);
        journal.append({ kind: 'event', event });
      },
      append: (record: JournalRecord) => journal.append(record),
    };
  }
  let writers = 0;

  function read(bytes = disk.files.get(file) ?? new Uint8Array()) {
    const recovered = recover(bytes, 'c');
    assert.equal(recovered.kind, 'conversation');
    return recovered.kind === 'conversation' ? recovered : assert.fail();
  }

  const plain = (transcript: Transcript) => JSON.parse(JSON.stringify(toSnapshot(transcript)));

  async function answered() {
    const window = open();
    window.change({ type: 'turn-start', turn: user('u') });
    window.change({ type: 'title-change', title: 'Title' });
    window.change({ type: 'turn-start', turn: assistant('a', 'u') });
    window.append({ kind: 'memory', memory: { kind: 'sent', turnId: 'u' } });
    window.change({ type: 'item-start', turnId: 'a', item: message });
    for (const text of ['Hel', 'lo ', '🙂']) {
      window.change(delta('a', text));
      await window.journal.saved();
    }
    return window;
  }

  it('M-H2 has every message on disk when it says so, in one write that is forced to the device', async () => {
    const { transcript, journal, change } = open();
    change({ type: 'turn-start', turn: user('u') });
    change({ type: 'turn-start', turn: assistant('a', 'u') });
    await journal.saved();
    const { createdAt, workspace, isDamaged } = read();
    assert.deepEqual(
      { turns: plain(read().transcript), createdAt, workspace, isDamaged, synced: [...disk.synced] },
      { turns: plain(transcript), createdAt: 1, workspace: 'w', isDamaged: false, synced: [file] },
    );
  });

  it('M-H2 writes what streams in after at most 100 ms, joined, and without waiting when asked to', async () => {
    const { journal, change } = open();
    change({ type: 'turn-start', turn: user('u') });
    change({ type: 'turn-start', turn: assistant('a', 'u') });
    await journal.saved();
    const before = disk.files.get(file)?.length ?? 0;
    change({ type: 'item-start', turnId: 'a', item: message });
    for (let index = 0; index < 1000; index++) change(delta('a', 'x'));
    await Promise.resolve();
    const unwritten = disk.files.get(file)?.length === before;
    clock.advance(100);
    await journal.saved();
    const text = 'x'.repeat(1000);
    assert.deepEqual(
      [
        unwritten,
        (disk.files.get(file)?.length ?? 0) - before < 1400,
        plain(read().transcript).turns[1].items,
      ],
      [true, true, [{ ...message, text }]],
    );
  });

  it('M-H3 loads what is left of a file that is cut anywhere, and never text that was not written', async () => {
    const { transcript } = await answered();
    const bytes = disk.files.get(file) ?? assert.fail();
    const whole = plain(transcript);
    for (let length = 1; length < bytes.length; length++) {
      const recovered = recover(bytes.subarray(0, length), 'c');
      if (recovered.kind === 'foreign') continue;
      const { turns } = plain(recovered.kind === 'conversation' ? recovered.transcript : assert.fail());
      assert.ok(turns.length <= 2);
      if (turns[0] !== undefined) assert.deepEqual(turns[0], whole.turns[0]);
      const text: string = turns[1]?.items[0]?.text ?? '';
      assert.ok('Hello 🙂'.startsWith(text), `${length}: ${text}`);
    }
  });

  it('M-H3 reads around every flipped bit, and notices each', async () => {
    const { transcript, journal, append } = await answered();
    const turn = { ...(transcript.turns.get('a') as AssistantTurn), status: { kind: 'completed' } } as const;
    append({ kind: 'turn', turn });
    await journal.saved();
    const bytes = disk.files.get(file) ?? assert.fail();
    const whole = plain(read(bytes).transcript);
    let unnoticed = 0;
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const spoiled = Uint8Array.from(bytes);
      spoiled[bit >> 3] = (spoiled[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const { transcript: left, isDamaged } = read(spoiled);
      if (!isDamaged) unnoticed += 1;
      const { turns } = plain(left);
      // One line is lost at most: the question, the start of the answer, a piece of it, or the whole answer again.
      for (const each of turns) {
        const same = whole.turns.find(({ id }: { id: string }) => id === each.id);
        assert.ok(each.kind === 'user' || each.status.kind === 'waiting' || same !== undefined);
        if (each.kind === 'user' || each.status.kind === 'completed') assert.deepEqual(each, same);
      }
      assert.ok(turns.some(({ id }: { id: string }) => id === 'a'));
    }
    // A line feed between two pieces may become a space or another line feed without any loss.
    assert.ok(unnoticed <= 8 * 8, `${unnoticed} of ${bytes.length * 8}`);
  });

  it('reports damage until a copy is kept, and again only for new damage', async () => {
    const window = await answered();
    const bytes = Uint8Array.from(disk.files.get(file) ?? assert.fail());
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    disk.files.set(file, bytes);
    const reports: string[] = [];
    const store = new ConversationStore({
      disk,
      now: () => 7,
      newId: () => 'keeper',
      schedule: clock.schedule,
      report: (report) => reports.push(report.kind),
    });
    await store.read('c');
    const copy = disk.files.get('damaged/c-7.jsonl');
    await store.read('c');
    window.change({ type: 'title-change', title: 'Later' });
    await window.journal.saved();
    const { transcript } = (await store.read('c')) ?? assert.fail();
    assert.deepEqual([reports, copy, transcript.title], [['damaged'], bytes, 'Later']);
  });

  it('goes on after an unfinished line as if nothing had been there', async () => {
    const first = await answered();
    const bytes = disk.files.get(file) ?? assert.fail();
    disk.files.set(file, bytes.subarray(0, bytes.length - 7));
    const second = open(read().transcript, true);
    second.change({ type: 'title-change', title: 'Second window' });
    await second.journal.saved();
    assert.deepEqual(
      [read().transcript.title, read().transcript.turns.size, first.transcript.title],
      ['Second window', 2, 'Title'],
    );
  });

  it('keeps what two windows add to one conversation, as versions in one tree', async () => {
    const first = await answered();
    const second = open(read().transcript, true);
    const ask = async (window: typeof first, id: string) => {
      window.change({ type: 'turn-start', turn: user(`${id}u`, 'a') });
      window.change({ type: 'turn-start', turn: assistant(`${id}a`, `${id}u`) });
      window.change({ type: 'item-start', turnId: `${id}a`, item: message });
      for (const piece of ['one ', 'two ']) {
        window.change(delta(`${id}a`, piece));
        await window.journal.saved();
      }
    };
    await Promise.all([ask(first, '1'), ask(second, '2')]);
    const { turns } = read().transcript;
    assert.deepEqual(
      ['1u', '2u', '1a', '2a'].map((id) => {
        const turn = turns.get(id);
        return turn?.kind === 'assistant' ? turn.items : [turn?.parentId];
      }),
      [['a'], ['a'], [{ ...message, text: 'one two ' }], [{ ...message, text: 'one two ' }]],
    );
  });

  it('D04 writes again after the disk was full, each piece once, and reports once', async () => {
    const { transcript, journal, change } = open();
    change({ type: 'turn-start', turn: user('u') });
    change({ type: 'turn-start', turn: assistant('a', 'u') });
    change({ type: 'item-start', turnId: 'a', item: message });
    await journal.saved();
    for (let part = 0; part < 80; part += 3) {
      disk.fail = () => part;
      change(delta('a', `<${part}>`));
      await journal.saved();
      disk.fail = () => undefined;
      clock.advance(5_000);
      await journal.saved();
    }
    assert.deepEqual([plain(read().transcript), failures], [plain(transcript), ['failed']]);
  });

  it('D04 makes a new file whole when its first writes fail', async () => {
    const { transcript, journal, change } = open();
    disk.fail = (_name, bytes) => Math.floor(bytes.length / 2);
    change({ type: 'turn-start', turn: user('u') });
    await journal.saved();
    change({ type: 'turn-start', turn: assistant('a', 'u') });
    change({ type: 'item-start', turnId: 'a', item: message });
    change(delta('a', 'text'));
    await journal.saved();
    disk.fail = () => undefined;
    clock.advance(5_000);
    await journal.saved();
    assert.deepEqual(plain(read().transcript), plain(transcript));
  });

  it('D10 does not bring a deleted conversation back with the rest of an answer, but whole with a new message', async () => {
    const window = await answered();
    disk.files.delete(file);
    window.change(delta('a', ' more'));
    await window.journal.saved();
    const afterStream = disk.files.has(file);
    window.change({ type: 'turn-start', turn: user('u2', 'a') });
    await window.journal.saved();
    assert.deepEqual([afterStream, plain(read().transcript)], [false, plain(window.transcript)]);
  });

  it('gives back what was written, whatever the events and the cuts of the pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.string({ unit: 'binary', maxLength: 20 }), fc.boolean()), { maxLength: 30 }),
        async (pieces) => {
          disk = new MemoryDisk();
          const { transcript, journal, change } = open();
          change({ type: 'turn-start', turn: user('u') });
          change({ type: 'turn-start', turn: assistant('a', 'u') });
          change({ type: 'item-start', turnId: 'a', item: message });
          for (const [text, isCut] of pieces) {
            change(delta('a', text));
            if (isCut) await journal.saved();
          }
          await journal.saved();
          assert.deepEqual(plain(read().transcript), plain(transcript));
          assert.equal(read().isDamaged, false);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('D08 leaves the file of a newer version as it is and takes a foreign one aside', async () => {
    const store = new ConversationStore({
      disk,
      now: () => 7,
      newId: () => 'x',
      schedule: clock.schedule,
      report: (report) => failures.push(report.kind),
    });
    const { journal } = open();
    journal.append({ kind: 'pin', isPinned: true });
    await journal.saved();
    const newer = new TextDecoder().decode(disk.files.get(file)).replace('"format":1', '"format":2');
    const { checksum } = await import('../../../src/history/checksum.ts');
    const lines = newer
      .split('\n')
      .map((line) =>
        line === '' ? '' : `${checksum(new TextEncoder().encode(line.slice(9)))} ${line.slice(9)}`,
      );
    disk.files.set('newer.jsonl', new TextEncoder().encode(lines.join('\n')));
    disk.files.set('foreign.jsonl', new TextEncoder().encode('{"messages":[]}\n'));
    disk.files.set('empty.jsonl', new Uint8Array());
    const before = disk.files.get('newer.jsonl');
    const read = [
      await store.read('newer'),
      await store.read('newer'),
      await store.read('foreign'),
      await store.read('empty'),
    ];
    assert.deepEqual(
      [
        read,
        failures,
        disk.files.get('newer.jsonl'),
        [...disk.files.keys()].filter((name) => name.startsWith('damaged')),
      ],
      [
        [undefined, undefined, undefined, undefined],
        ['newer', 'foreign', 'foreign'],
        before,
        ['damaged/foreign-7.jsonl', 'damaged/empty-7.jsonl'],
      ],
    );
  });
});
