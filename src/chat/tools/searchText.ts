import * as z from 'zod/mini';
import { ToolFailure } from '../workspace.ts';
import { defineTool } from './tool.ts';

const maxMatches = 100;
const maxFiles = 2000;
const maxLineLength = 300;

/**
 * The lines that contain a text. Plain text, not a pattern: a pattern a model wrote could keep the editor busy
 * for minutes.
 */
export const searchText = defineTool({
  name: 'search_text',
  description: `Finds the lines of workspace files that contain a text (not a regular expression). At most ${maxMatches} lines.`,
  input: z.strictObject({
    text: z.string(),
    glob: z.nullish(z.string().check(z.describe('Only files that match, such as src/**/*.ts'))),
    ignore_case: z.nullish(z.boolean()),
  }),
  async run({ text, glob, ignore_case }, { workspace, signal }) {
    if (text.trim() === '') throw new ToolFailure('The text to search for is empty.');
    const fold = (line: string) => (ignore_case === true ? line.toLowerCase() : line);
    const wanted = fold(text);
    const matches: string[] = [];
    const paths = await workspace.find(glob ?? '**/*', { limit: maxFiles + 1, signal });
    for (const path of paths.slice(0, maxFiles)) {
      signal.throwIfAborted();
      const lines = await linesOf(path);
      for (const [index, line] of lines.entries()) {
        if (!fold(line).includes(wanted)) continue;
        if (matches.length === maxMatches)
          return [...matches, '[more: use a narrower text or glob]'].join('\n');
        matches.push(`${path}:${index + 1}: ${line.slice(0, maxLineLength)}`);
      }
    }
    if (paths.length > maxFiles) matches.push(`[only the first ${maxFiles} files were searched]`);
    return matches.length === 0 ? 'No line contains it.' : matches.join('\n');

    async function linesOf(path: string): Promise<readonly string[]> {
      try {
        return (await workspace.read(path)).split('\n');
      } catch (error) {
        // A file that is no text, too large or not to be read has no matches.
        if (error instanceof ToolFailure) return [];
        throw error;
      }
    }
  },
});
