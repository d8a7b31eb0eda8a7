import assert from 'node:assert/strict';
import { editAnswerFormat, filesAnswerFormat } from '../../../src/chat/editFormat.ts';
import { editAnswerSchema } from '../../../src/edits/schema.ts';
import { strictProblem } from '../../simulator/strictSubset.ts';

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

describe('the formats of edits', () => {
  it('are in the subset that strict mode accepts, as the simulator judges it', () => {
    assert.deepEqual(
      [editAnswerFormat(), filesAnswerFormat()].map(({ schema }) => strictProblem(schema)),
      [undefined, undefined],
    );
  });
});
