import * as z from 'zod/mini';
import { defineTool } from './tool.ts';

/** What the person has open and has selected. */
export const getOpenEditors = defineTool({
  name: 'get_open_editors',
  description: 'The files the person has open, which one is active, and what is selected in it.',
  input: z.strictObject({}),
  async run(_input, { workspace }) {
    const editors = await workspace.openEditors();
    if (editors.length === 0) return 'No file of the workspace is open.';
    return editors
      .map(({ path, isActive, selection }) => {
        const head = isActive ? `${path} (active)` : path;
        if (selection === undefined) return head;
        const { start, end, text } = selection;
        return `${head}\n<selection path="${path}" lines="${start}-${end}">\n${text}\n</selection>`;
      })
      .join('\n');
  },
});
