import assert from 'node:assert/strict';
import { editAnswerSchema } from '../../../src/edits/schema.ts';

describe('editAnswerSchema', () => {
  it('takes no key that strict mode forbids', () => {
    const edit = { why: '', oldText: 'a', newText: 'b' };
    const answer = { title: 't', explanation: 'e', edits: [edit] };
    const answers = [answer, { ...answer, note: '' }, { ...answer, edits: [{ ...edit, line: 3 }] }];
    assert.deepEqual(
      answers.map((each) => editAnswerSchema.safeParse(each).success),
      [true, false, false],
    );
  });
});
