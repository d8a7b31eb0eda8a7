import assert from 'node:assert/strict';
import { diffLines } from '../../../src/edits/diffLines.ts';
import { findDropped } from '../../../src/edits/dropped.ts';

function dropped(before: string, after: string): string | undefined {
  return findDropped(diffLines(before.split('\n'), after.split('\n')));
}

describe('findDropped', () => {
  it('B-9 names what goes without anything in its place', () => {
    assert.deepEqual(
      [
        dropped('check(a);\nrun(a);', 'run(a);'),
        dropped('a();\nreturn sum + tax;', 'a();\nreturn sum;'),
        dropped('const x = await load(id);', 'const x = load(id);'),
        dropped('try {\n  go();\n} catch (error) {\n  log(error);\n}', 'go();'),
        dropped('// keep in step with the server\nlimit = 10;', 'limit = 20;'),
        dropped('x = a;\ncheck(x, a);\ny();', 'x = max(a, 0);\ny();'),
      ],
      ['check(a);', 'tax', 'await', 'try, catch, error', 'keep, in, step', 'check, x, a'],
    );
  });

  it('lets pass what is replaced, renamed, moved or has nothing to say', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['var sum = 0;', 'const sum = 0;'],
      ['total(items);\nx = total(y);', 'sum(items);\nx = sum(y);'],
      ['a();\nb();\nc();', 'c();\na();\nb();'],
      ['a();\n\n\nb();', 'a();\nb();'],
      ['if (x) {\n  a();\n}', 'if (x) a();'],
      ['i <= n', 'i < n'],
    ];
    assert.deepEqual(
      cases.map(([before, after]) => dropped(before, after)),
      cases.map(() => undefined),
    );
  });

  it('takes one place of a line that stood twice for gone', () => {
    assert.equal(dropped('close();\na();\nclose();', 'a();\nclose();'), 'close();');
  });
});
