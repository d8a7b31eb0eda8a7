import * as z from 'zod/mini';
import { defineTool } from './tool.ts';

const maxPaths = 200;

/** The files whose paths match a glob. */
export const findFiles = defineTool({
  name: 'find_files',
  description: `Finds files of the workspace by a glob such as **/*.test.ts. At most ${maxPaths} paths.`,
  input: z.strictObject({ glob: z.string() }),
  async run({ glob }, { workspace, signal }) {
    const paths = await workspace.find(glob, { limit: maxPaths + 1, signal });
    if (paths.length === 0) return 'No file matches.';
    const shown = paths.slice(0, maxPaths);
    return [...shown, ...(paths.length > maxPaths ? ['[more: use a narrower glob]'] : [])].join('\n');
  },
});
