import { surroundingsOf } from '../conversation.ts';
import { type EditRequest, editAnswer } from './edit.ts';

type Edit = ReturnType<typeof editAnswer>['edits'][number];

/** Answers to an edit request that can't be used, each wrong in the one way its name says. */
export const spoiledEdits = {
  'wrong-anchor': (request) =>
    withFirst(request, (edit) => ({ ...edit, oldText: 'this line was never in the file ☄' })),
  'ambiguous-anchor': (request) =>
    withFirst(request, (edit) => {
      const lines = request.selection.text.split('\n');
      const twice = lines.find((line, index) => lines.indexOf(line, index + 1) !== -1);
      // A blank line is quoted with its line break. Where no line repeats, no quote can be ambiguous.
      return { ...edit, oldText: twice === '' ? '\n' : (twice ?? edit.oldText) };
    }),
  'outside-scope': (request) =>
    withFirst(request, (edit) => {
      const outside = surroundingsOf(request.text).filter((line) => line.trim() !== '');
      const line = outside.find((candidate) => !request.selection.text.includes(candidate));
      return { ...edit, oldText: line ?? 'a line above the selection', newText: `${line ?? ''} // changed` };
    }),
  'fenced-code': (request) =>
    withEach(request, (edit) => ({
      ...edit,
      newText: `\`\`\`${request.selection.languageId}\n${edit.newText}\n\`\`\``,
    })),
  'wrong-schema': (request) => JSON.stringify({ title: 1, edits: [{ oldText: request.selection.text }] }),
  'not-json': (request) =>
    `Sure! Here is what I would change in ${request.selection.path}:\n\n${request.selection.text}\n\nLet me know!`,
  'empty-edit': () =>
    JSON.stringify({
      title: 'Nothing to change',
      explanation: 'The selection already does what is asked; I would not change anything.',
      edits: [],
    }),
} as const satisfies Readonly<Record<string, (request: EditRequest) => string>>;

function withFirst(request: EditRequest, spoil: (edit: Edit) => Edit): string {
  const answer = editAnswer(request);
  const [first = { why: 'As asked.', oldText: request.selection.text, newText: '' }, ...others] =
    answer.edits;
  return JSON.stringify({ ...answer, edits: [spoil(first), ...others] });
}

function withEach(request: EditRequest, spoil: (edit: Edit) => Edit): string {
  const answer = editAnswer(request);
  return JSON.stringify({ ...answer, edits: answer.edits.map(spoil) });
}
