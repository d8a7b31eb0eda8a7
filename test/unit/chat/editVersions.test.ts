import assert from 'node:assert/strict';
import { editVersions, versionBeside } from '../../../src/chat/editVersions.ts';
import {
  type AssistantTurn,
  emptyTranscript,
  reduce,
  type Transcript,
  type TurnStatus,
} from '../../../src/protocol/transcript.ts';

/** A question with three answers, of which the last one still runs, and one more question below the second. */
function transcript(): Transcript {
  const made = emptyTranscript('c');
  const ask = (id: string, parentId: string | undefined) => {
    const turn = { kind: 'user', id, parentId, createdAt: 0, text: id, context: [] } as const;
    reduce(made, { type: 'turn-start', turn });
  };
  const answer = (id: string, parentId: string, status: TurnStatus = { kind: 'completed' }) => {
    const edit = { id: `e-${id}`, title: '', status: { kind: 'empty' }, files: [] } as const;
    const turn: AssistantTurn = {
      kind: 'assistant',
      id,
      parentId,
      createdAt: 0,
      model: 'm',
      status,
      items: [],
      notes: [],
      edit,
    };
    reduce(made, { type: 'turn-start', turn });
  };
  ask('q1', undefined);
  answer('a1', 'q1');
  answer('a2', 'q1');
  ask('q2', 'a2');
  answer('b1', 'q2');
  answer('a3', 'q1', { kind: 'streaming' });
  return made;
}

describe('the edits of a conversation with versions (B-13)', () => {
  it('are shown where their answer is on the way to the version that is shown', () => {
    const made = transcript();
    reduce(made, { type: 'version-select', leafId: 'b1' });
    assert.deepEqual(editVersions(made), [
      { editId: 'e-a1', isShown: false, versions: 3 },
      { editId: 'e-a2', isShown: true, versions: 3 },
      { editId: 'e-b1', isShown: true, versions: 1 },
      { editId: 'e-a3', isShown: false, versions: 3 },
    ]);
  });

  it('have a version beside them, round the ends, that is not still being written', () => {
    const made = transcript();
    const beside = (editId: string) => [versionBeside(made, editId, 1), versionBeside(made, editId, -1)];
    assert.deepEqual(
      [beside('e-a1'), beside('e-a2'), beside('e-b1'), beside('unknown')],
      [
        ['a2', 'a2'],
        ['a1', 'a1'],
        [undefined, undefined],
        [undefined, undefined],
      ],
    );
  });
});
