import assert from 'node:assert/strict';
import { workspaceTools } from '../../../../src/chat/tools/workspaceTools.ts';
import { ToolFailure, type Workspace } from '../../../../src/chat/workspace.ts';
import { strictProblem } from '../../../simulator/strictSubset.ts';
import { memoryWorkspace } from './memoryWorkspace.ts';

describe('workspace tools', () => {
  const workspace = memoryWorkspace({
    'src/cart.ts': 'one\ntwo total\nthree\n',
    'src/a.ts': 'Total\n',
    'long.txt': Array.from({ length: 1000 }, (_, index) => `line ${index + 1}`).join('\n'),
    'wide.txt': 'x'.repeat(70_000),
  });

  /** What the model reads of a call. */
  async function call(name: string, args: unknown, inside: Workspace = workspace): Promise<string> {
    const tool = workspaceTools.find((each) => each.name === name);
    assert.ok(tool);
    try {
      const prepared = tool.prepare(typeof args === 'string' ? args : JSON.stringify(args));
      return await prepared.run({ workspace: inside, signal: new AbortController().signal });
    } catch (error) {
      if (error instanceof ToolFailure) return `refused: ${error.message}`;
      throw error;
    }
  }

  it('S-6 are sent as strict functions in one order, so that requests begin alike', () => {
    assert.deepEqual(
      workspaceTools.map((tool) => {
        const { type, name, strict, parameters } = tool.wire();
        return { type, name, strict, isNamed: name === tool.name, problem: strictProblem(parameters) };
      }),
      ['read_file', 'list_files', 'find_files', 'search_text', 'get_problems', 'get_open_editors'].map(
        (name) => ({
          type: 'function',
          name,
          strict: true,
          isNamed: true,
          problem: undefined,
        }),
      ),
    );
  });

  it('S-6 read a file, some of its lines, or say what is wrong', async () => {
    assert.deepEqual(
      [
        await call('read_file', { path: 'src/cart.ts' }),
        await call('read_file', { path: 'src/cart.ts', start_line: 2, end_line: 2 }),
        (await call('read_file', { path: 'long.txt' })).split('\n').slice(0, 2),
        await call('read_file', { path: 'src/cart.ts', start_line: 9, end_line: null }),
        await call('read_file', { path: 'src/cart.ts', start_line: 3, end_line: 2 }),
        await call('read_file', { path: 'none.ts' }),
      ],
      [
        '<file path="src/cart.ts" lines="1-4" of="4">\none\ntwo total\nthree\n\n</file>',
        '<file path="src/cart.ts" lines="2-2" of="4">\ntwo total\n</file>',
        ['<file path="long.txt" lines="1-800" of="1000">', 'line 1'],
        'refused: src/cart.ts has only 4 lines.',
        'refused: end_line is before start_line.',
        'refused: There is no none.ts.',
      ],
    );
  });

  it('S07 hand over at most 60,000 characters and say how many were cut', async () => {
    const text = await call('read_file', { path: 'wide.txt' });
    assert.deepEqual([text.length < 60_100, /\[cut: \d+ more characters\]$/.test(text)], [true, true]);
  });

  it('S-6 list, find and search', async () => {
    assert.deepEqual(
      [
        await call('list_files', { path: '' }),
        await call('find_files', { glob: 'src' }),
        await call('search_text', { text: 'total', glob: null, ignore_case: null }),
        await call('search_text', { text: 'TOTAL', ignore_case: true }),
        await call('search_text', { text: 'nowhere' }),
        await call('search_text', { text: ' ' }),
      ],
      [
        'src/\nlong.txt\nwide.txt',
        'src/a.ts\nsrc/cart.ts',
        'src/cart.ts:2: two total',
        'src/a.ts:1: Total\nsrc/cart.ts:2: two total',
        'No line contains it.',
        'refused: The text to search for is empty.',
      ],
    );
  });

  it('search at most 100 lines', async () => {
    const lines = (await call('search_text', { text: 'line' })).split('\n');
    assert.deepEqual([lines.length, lines.at(-1)], [101, '[more: use a narrower text or glob]']);
  });

  it('S-6 tell the problems and the open editors', async () => {
    const busy: Workspace = {
      ...workspace,
      problems: async () => [
        { path: 'a.ts', line: 3, severity: 'error', message: 'No\nsuch name', source: 'ts' },
        { path: 'b.ts', line: 1, severity: 'warning', message: 'Unused' },
      ],
      openEditors: async () => [
        { path: 'a.ts', isActive: false },
        { path: 'b.ts', isActive: true, selection: { start: 2, end: 3, text: 'x\ny' } },
      ],
    };
    assert.deepEqual(
      [
        await call('get_problems', {}),
        await call('get_problems', '', busy),
        await call('get_open_editors', {}),
        await call('get_open_editors', {}, busy),
      ],
      [
        'There are no errors or warnings.',
        'a.ts:3: error (ts): No such name\nb.ts:1: warning: Unused',
        'No file of the workspace is open.',
        'a.ts\nb.ts (active)\n<selection path="b.ts" lines="2-3">\nx\ny\n</selection>',
      ],
    );
  });

  it('P14 refuse arguments that are no JSON, of another type or with keys they do not have', async () => {
    assert.deepEqual(
      [
        await call('read_file', '{"path":"src/ca'),
        await call('read_file', '[]'),
        await call('read_file', { path: 7 }),
        await call('read_file', { path: 'src/cart.ts', mode: 'w' }),
        await call('read_file', { path: 'src/cart.ts', start_line: 0.5 }),
      ].map((text) => text.split(':').slice(0, 2).join(':')),
      [
        'refused: The arguments of read_file are not valid JSON.',
        'refused: The arguments of read_file do not fit its schema',
        'refused: The arguments of read_file do not fit its schema at path',
        'refused: The arguments of read_file do not fit its schema',
        'refused: The arguments of read_file do not fit its schema at start_line',
      ],
    );
  });

  it('S09 show exactly what will run, also where the JSON names a key twice', () => {
    const tool = workspaceTools.find(({ name }) => name === 'list_files');
    assert.equal(tool?.prepare('{"path":"src","path":"secrets"}').shown, '{\n  "path": "secrets"\n}');
  });
});
