import assert from 'node:assert/strict';
import type { HistoryReport } from '../../../src/history/conversationFiles.ts';
import { fromJson, toJson } from '../../../src/history/exportJson.ts';
import { toMarkdown } from '../../../src/history/exportMarkdown.ts';
import { ConversationStore } from '../../../src/history/store.ts';
import {
  type AssistantTurn,
  emptyTranscript,
  reduce,
  type Transcript,
  toSnapshot,
} from '../../../src/protocol/transcript.ts';
import { ManualClock } from './manualClock.ts';
import { MemoryDisk } from './memoryDisk.ts';

/** A conversation of one question and one answer that ended at `at`. */
function conversation(id: string, at: number, question: string, answer = 'An answer.'): Transcript {
  const transcript = emptyTranscript(id);
  reduce(transcript, { type: 'title-change', title: question });
  reduce(transcript, {
    type: 'turn-start',
    turn: {
      kind: 'user',
      id: `${id}u`,
      parentId: undefined,
      createdAt: at - 1,
      text: question,
      context: [{ id: 'x', name: 'cart.ts', path: 'src/cart.ts', lines: { start: 3, end: 9 } }],
    },
  });
  const turn: AssistantTurn = {
    kind: 'assistant',
    id: `${id}a`,
    parentId: `${id}u`,
    createdAt: at - 1,
    endedAt: at,
    model: 'gpt-5.4-mini',
    status: { kind: 'completed' },
    items: [
      { kind: 'reasoning', outputIndex: 0, text: 'Thinking.', startedAt: at - 1, endedAt: at },
      { kind: 'message', outputIndex: 1, text: answer, refusal: '' },
    ],
    notes: [],
    usage: { inputTokens: 3, outputTokens: 4 },
  };
  reduce(transcript, { type: 'turn-start', turn });
  return transcript;
}

describe('the store of conversations', () => {
  let disk: MemoryDisk;
  let clock: ManualClock;
  let reports: HistoryReport['kind'][];

  beforeEach(() => {
    disk = new MemoryDisk();
    clock = new ManualClock();
    reports = [];
  });

  let ids = 0;
  let time = 1_000_000;
  const open = () =>
    new ConversationStore({
      disk,
      now: () => time,
      newId: () => `w${++ids}`,
      schedule: clock.schedule,
      report: ({ kind }) => reports.push(kind),
    });

  async function filled() {
    const store = open();
    await store.add(conversation('one', 10, 'Where is the total?'), 'a');
    await store.add(conversation('two', 30, 'Name the helper', 'Call it *retry*.'), 'b');
    await store.add(conversation('three', 20, 'Ünïcode and (brackets)'), 'a');
    return store;
  }

  const idsOf = async (store: ConversationStore) => (await store.list()).map(({ id }) => id);

  it('M-H1 lists what is in the folder, last used first, and what the list shows of it', async () => {
    const store = await filled();
    const [first] = await store.list();
    assert.deepEqual(
      [await idsOf(store), first],
      [
        ['two', 'three', 'one'],
        {
          id: 'two',
          title: 'Name the helper',
          isPinned: false,
          updatedAt: 30,
          questionCount: 1,
          workspace: 'b',
          model: 'gpt-5.4-mini',
        },
      ],
    );
  });

  it('M-H1 renames and pins a conversation that is not open', async () => {
    const store = await filled();
    await store.change('one', { kind: 'pin', isPinned: true });
    await store.change('one', { kind: 'event', event: { type: 'title-change', title: 'Sum' } });
    const entry = (await open().list()).find(({ id }) => id === 'one');
    assert.deepEqual([entry?.title, entry?.isPinned], ['Sum', true]);
  });

  it('M-H3 makes the list again from the files when its cache is lost, damaged or of another time', async () => {
    await filled();
    const lists: string[][] = [await idsOf(open())];
    disk.files.delete('index');
    lists.push(await idsOf(open()));
    await idsOf(open());
    const index = disk.files.get('index') ?? assert.fail();
    disk.files.set('index', index.subarray(0, index.length >> 1));
    lists.push(await idsOf(open()));
    disk.files.delete('two.jsonl');
    lists.push(await idsOf(open()));
    const all = ['two', 'three', 'one'];
    assert.deepEqual(lists, [all, all, all, ['three', 'one']]);
  });

  it('reads only the files that have changed since', async () => {
    await idsOf(await filled());
    const store = open();
    const read: string[] = [];
    const original = disk.read;
    disk.read = async (name) => {
      read.push(name);
      return original(name);
    };
    await store.list();
    await store.change('one', { kind: 'pin', isPinned: true });
    await store.list();
    assert.deepEqual(read, ['index', 'one.jsonl']);
  });

  it('M-H5 finds conversations that contain every word, in any case, and shows where', async () => {
    const store = await filled();
    const find = async (query: string) =>
      (await store.search(query)).map(({ entry, excerpt }) => [entry.id, excerpt?.match]);
    assert.deepEqual(
      [
        await find('RETRY call'),
        await find('ünÏcode'),
        await find('(brackets'),
        await find('cart.ts total'),
        await find('nowhere'),
      ],
      [[['two', 'retry']], [['three', 'Ünïcode']], [['three', '(brackets']], [['one', 'cart.ts']], []],
    );
    const [hit] = await store.search('retry');
    assert.deepEqual(hit?.excerpt, { before: 'er src/cart.ts Call it *', match: 'retry', after: '*.' });
  });

  it('M-H1 deletes with a way back for ten seconds, also of the draft, and for good afterwards', async () => {
    const store = await filled();
    await store.draft('one').save('half a thought');
    await store.delete('one');
    const without = await idsOf(store);
    const undone = await store.undoDelete('one');
    const draft = await store.draft('one').read();
    await store.delete('one');
    clock.advance(10_000);
    await Promise.resolve();
    const late = await store.undoDelete('one');
    assert.deepEqual(
      [without, undone, draft, late, await idsOf(open())],
      [['two', 'three'], true, 'half a thought', false, ['two', 'three']],
    );
    assert.deepEqual(
      [...disk.files.keys()].filter((name) => name.startsWith('one')),
      [],
    );
  });

  it('D10 finishes the deletion of a window that has gone, and not of one that still waits', async () => {
    const store = await filled();
    await store.delete('one');
    await open().list();
    const soon = [...disk.files.keys()].some((name) => name.startsWith('one'));
    time += 60_001;
    await open().list();
    const later = [...disk.files.keys()].some((name) => name.startsWith('one'));
    assert.deepEqual([soon, later], [true, false]);
  });

  it('M-H6 leaves nothing behind when everything is deleted', async () => {
    const store = await filled();
    await store.draft('one').save('text');
    await store.list();
    await store.deleteAll();
    assert.deepEqual([[...disk.files.keys()], await idsOf(store)], [[], []]);
  });

  it('refuses ids that lead out of the folder', async () => {
    const store = await filled();
    await assert.rejects(store.read('../one'), /not the id/);
    assert.throws(() => store.draft('a/b'), /not the id/);
  });

  it('M-H4 exports the version that is shown as Markdown', () => {
    const transcript = conversation('one', 10, 'Where is `the` total?', '```ts\ntotal();\n```');
    reduce(transcript, {
      type: 'turn-start',
      turn: { kind: 'user', id: 'u2', parentId: 'onea', createdAt: 11, text: 'And now?', context: [] },
    });
    const { usage: _, ...stopped } = transcript.turns.get('onea') as AssistantTurn;
    reduce(transcript, {
      type: 'turn-start',
      turn: { ...stopped, id: 'a2', parentId: 'u2', status: { kind: 'stopped' }, items: [] },
    });
    const texts = { you: 'You', assistant: 'Assistant', attached: 'Attached:', incomplete: 'Not complete.' };
    assert.equal(
      toMarkdown(transcript, texts),
      [
        '# Where is `the` total?',
        '## You',
        'Attached: `src/cart.ts` (3–9)',
        'Where is `the` total?',
        '## Assistant (gpt-5.4-mini)',
        '```ts\ntotal();\n```',
        '## You',
        'And now?',
        '## Assistant (gpt-5.4-mini)',
        '*Not complete.*\n',
      ].join('\n\n'),
    );
  });

  it('M-H4 imports what it exported as JSON, with every version', () => {
    const transcript = conversation('one', 10, 'Where is the total?');
    const first = transcript.turns.get('onea') as AssistantTurn;
    reduce(transcript, { type: 'turn-start', turn: { ...first, id: 'a2' } });
    const imported = fromJson(toJson(transcript), 'other');
    const plain = (value: Transcript) => JSON.parse(JSON.stringify(toSnapshot(value)));
    assert.deepEqual(plain(imported), { ...plain(transcript), conversationId: 'other' });
  });

  it('M-H4 names the place where a file is no exported conversation', () => {
    const good = JSON.parse(toJson(conversation('one', 10, 'Hi')));
    const reasons = [
      '[',
      '[]',
      '{"messages":[]}',
      JSON.stringify({ ...good, version: 2 }),
      JSON.stringify({ ...good, turns: [{ ...good.turns[0], text: 5 }] }),
    ].map((json) => {
      try {
        fromJson(json, 'x');
        return 'imported';
      } catch (error) {
        return error instanceof Error ? error.message.split(':')[0] : error;
      }
    });
    assert.deepEqual(reasons.slice(2), ['format', 'version', 'turns.0.text']);
    assert.deepEqual(reasons.includes('imported'), false);
  });
});
