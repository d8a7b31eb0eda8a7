import * as z from 'zod/mini';
import { defineTool } from './tool.ts';

const maxProblems = 200;

/** What the editor reports as wrong. */
export const getProblems = defineTool({
  name: 'get_problems',
  description:
    'Errors and warnings the editor shows, of one file or, when path is null, of the whole workspace.',
  input: z.strictObject({ path: z.nullish(z.string()) }),
  async run({ path }, { workspace }) {
    const problems = await workspace.problems(path ?? undefined);
    if (problems.length === 0) return 'There are no errors or warnings.';
    const lines = problems.slice(0, maxProblems).map(({ path: at, line, severity, message, source }) => {
      const by = source === undefined ? '' : ` (${source})`;
      return `${at}:${line}: ${severity}${by}: ${message.replaceAll('\n', ' ')}`;
    });
    const more = problems.length - lines.length;
    return [...lines, ...(more === 0 ? [] : [`[${more} more]`])].join('\n');
  },
});
