import type { FilesAnswer } from '../../../src/edits/schema.ts';
import { type Excerpt, excerptsOf, instructionOf, isFrench, type Message } from '../conversation.ts';
import { commentLine } from './comments.ts';
import { editAnswer } from './edit.ts';

const nothing = { newPath: '', edits: [], content: '' };

/**
 * A correct answer to a request about several files: what each file that may change would get as a selection, and a
 * file for each path in backticks that was not sent.
 */
export function filesAnswer(messages: readonly Message[]): FilesAnswer {
  const asked = messages.findLast(({ role, text }) => role === 'user' && excerptsOf(text).length > 0);
  const text = asked?.text ?? messages.findLast(({ role }) => role === 'user')?.text ?? '';
  const files = excerptsOf(text);
  const instruction = instructionOf(text);
  const french = isFrench(instruction);
  const changed = files
    .filter(({ access }) => access === 'write')
    .flatMap((selection) => {
      const { edits } = editAnswer({ selection, instruction, text, isRepair: false });
      const why = edits[0]?.why ?? '';
      return edits.length === 0
        ? []
        : [{ ...nothing, path: selection.path, action: 'modify' as const, why, edits: [...edits] }];
    });
  const created = wantedPaths(instruction, files).map((path) => ({
    ...nothing,
    path,
    action: 'create' as const,
    why: french ? 'Ce fichier manquait.' : 'This file was missing.',
    content: newFile(path, files[0]),
  }));
  const all = [...changed, ...created];
  return {
    title: french
      ? `${all.length} fichiers`
      : all.length === 1
        ? 'Change one file'
        : `Change ${all.length} files`,
    explanation: french
      ? `Ces fichiers changent : ${all.map(({ path }) => `\`${path}\``).join(', ')}.`
      : `These files change: ${all.map(({ path }) => `\`${path}\``).join(', ')}.`,
    files: all,
  };
}

function wantedPaths(instruction: string, files: readonly Excerpt[]): readonly string[] {
  const quoted = [...instruction.matchAll(/`([\w@./-]+\.\w+)`/g)].map(([, path = '']) => path);
  return [...new Set(quoted)].filter((path) => files.every((file) => file.path !== path));
}

function newFile(path: string, source: Excerpt | undefined): string {
  const name = source?.path.split('/').at(-1) ?? 'the code';
  const comment = commentLine(`Tests of ${name}`, source?.languageId ?? '') ?? `Tests of ${name}`;
  if (!/\.[cm]?[jt]sx?$/.test(path)) return `${comment}\n`;
  return [
    "import assert from 'node:assert/strict';",
    "import { it } from 'node:test';",
    '',
    comment,
    "it('adds numbers', () => {",
    '  assert.equal(1 + 1, 2);',
    '});',
    '',
  ].join('\n');
}
