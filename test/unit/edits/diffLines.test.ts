import assert from 'node:assert/strict';
import fc from 'fast-check';
import { diffLines } from '../../../src/edits/diffLines.ts';
import { applyHunks } from '../../../src/edits/hunk.ts';
import { documents, lcsLength } from './arbitraries.ts';

function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const lines = Array.from({ length: 10_000 }, (_, at) => `line ${at}`);

describe('diffLines', () => {
  it('leads from one text to the other with the fewest lines, and with no line in common at the ends', () => {
    fc.assert(
      fc.property(documents(), documents(), (before, after) => {
        const hunks = diffLines(before, after);
        const changed = hunks.reduce((sum, { removed, added }) => sum + removed.length + added.length, 0);
        assert.deepEqual(
          [applyHunks(before.join('\n'), hunks), changed],
          [after.join('\n'), before.length + after.length - 2 * lcsLength(before, after)],
        );
      }),
      { numRuns: 500 },
    );
  });

  it('finds few changes in many lines, however far apart', () => {
    const after = lines.with(1, 'x').with(9_998, 'y');
    assert.deepEqual(diffLines(lines, after), [
      { startLine: 1, removed: ['line 1'], added: ['x'] },
      { startLine: 9_998, removed: ['line 9998'], added: ['y'] },
    ]);
  });

  it('makes one hunk of what differs too much, and takes no second for it', () => {
    const different = {
      'indented anew': lines.map((line) => `  ${line}`),
      'every other line': lines.map((line, at) => (at % 2 === 0 ? line : `${line}!`)),
      reversed: lines.toReversed(),
      shuffled: lines.toSorted((a, b) => a.slice(-2).localeCompare(b.slice(-2), 'en')),
    };
    for (const [name, after] of Object.entries(different)) {
      let hunks: unknown[] = [];
      const time = milliseconds(() => {
        hunks = diffLines(lines, after);
      });
      assert.deepEqual([name, hunks.length, time < 500 ? 'quick' : time], [name, 1, 'quick']);
    }
  });
});
