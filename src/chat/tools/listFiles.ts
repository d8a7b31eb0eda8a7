import * as z from 'zod/mini';
import { defineTool } from './tool.ts';

const maxEntries = 500;

/** What a folder contains. */
export const listFiles = defineTool({
  name: 'list_files',
  description:
    'Lists one folder of the workspace. Folders end with /. An empty path is the workspace itself.',
  input: z.strictObject({
    path: z.string().check(z.describe('Folder relative to the workspace, with /')),
  }),
  async run({ path }, { workspace }) {
    const entries = await workspace.list(path);
    if (entries.length === 0) return 'The folder is empty.';
    const names = entries.slice(0, maxEntries).map(({ name, isFolder }) => (isFolder ? `${name}/` : name));
    const more = entries.length - names.length;
    return [...names, ...(more === 0 ? [] : [`[${more} more]`])].join('\n');
  },
});
