import * as z from 'zod/mini';
import { ToolFailure } from '../workspace.ts';
import { defineTool } from './tool.ts';

const maxLines = 800;
const line = z.nullish(z.int().check(z.gte(1)));

/** The text of a file, or of some of its lines. */
export const readFile = defineTool({
  name: 'read_file',
  description: `Reads a text file of the workspace. At most ${maxLines} lines at once: give start_line and end_line for more.`,
  input: z.strictObject({
    path: z.string().check(z.describe('Path relative to the workspace, with /')),
    start_line: line,
    end_line: line,
  }),
  async run({ path, start_line, end_line }, { workspace }) {
    const lines = (await workspace.read(path)).split('\n');
    const start = start_line ?? 1;
    if (start > lines.length) throw new ToolFailure(`${path} has only ${lines.length} lines.`);
    const end = Math.min(end_line ?? lines.length, start + maxLines - 1, lines.length);
    if (end < start) throw new ToolFailure('end_line is before start_line.');
    const text = lines.slice(start - 1, end).join('\n');
    return `<file path="${path}" lines="${start}-${end}" of="${lines.length}">\n${text}\n</file>`;
  },
});
