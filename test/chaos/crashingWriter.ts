import { systemClock } from '../../src/chat/clock.ts';
import { recordOf } from '../../src/history/record.ts';
import { ConversationStore } from '../../src/history/store.ts';
import { nodeDisk } from '../../src/host/nodeDisk.ts';
import { emptyTranscript, reduce, type TranscriptEvent } from '../../src/protocol/transcript.ts';

/*
 * A process that writes a conversation until it is killed. It tells on standard output what it has promised: each
 * message and draft once it is acknowledged, each piece of an answer once it was given to the journal, with the
 * milliseconds of its own clock.
 */
const [folder = '', id = ''] = process.argv.slice(2);
const store = new ConversationStore({
  disk: nodeDisk(folder),
  now: Date.now,
  newId: () => `w${process.pid}`,
  schedule: systemClock.schedule,
  report: () => process.exit(3),
});
const transcript = emptyTranscript(id);
const journal = store.journal({ transcript, createdAt: 0, workspace: undefined, exists: false });
const draft = store.draft(id);

function change(event: TranscriptEvent): void {
  reduce(transcript, event);
  const record = recordOf(event, transcript);
  if (record !== undefined) journal.append(record);
}

function say(kind: string, number: number): void {
  process.stdout.write(`${kind} ${number} ${performance.now()}\n`);
}

let piece = 0;
for (let message = 0; ; message++) {
  await draft.save(`draft ${message}`);
  say('draft', message);
  const user = { kind: 'user', id: `u${message}`, parentId: transcript.leafId, createdAt: 0 } as const;
  change({ type: 'turn-start', turn: { ...user, text: `message ${message}`, context: [] } });
  await journal.saved();
  say('message', message);
  const turnId = `a${message}`;
  change({
    type: 'turn-start',
    turn: {
      kind: 'assistant',
      id: turnId,
      parentId: user.id,
      createdAt: 0,
      model: 'm',
      status: { kind: 'streaming' },
      items: [],
      notes: [],
    },
  });
  change({ type: 'item-start', turnId, item: { kind: 'message', outputIndex: 0, text: '', refusal: '' } });
  for (let index = 0; index < 60; index++) {
    change({ type: 'text-delta', turnId, outputIndex: 0, delta: `${piece} ` });
    say('piece', piece);
    piece += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  change({ type: 'turn-end', turnId, status: { kind: 'completed' }, at: 1 });
}
