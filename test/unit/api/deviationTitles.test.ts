import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readShared } from './shared.ts';

const tests = join(import.meta.dirname, '../..');

describe('The deviations seen in the wild', () => {
  it('are each named by the title of a test (§7)', function () {
    const section = /\n## 7\. [\s\S]*?\n## 8\./.exec(readShared(this, 'api.md'))?.[0] ?? '';
    const known = [...section.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number));
    assert.ok(known.length >= 34, `only ${known.length} deviations are listed`);
    const named = new Set(titles().flatMap(numbersIn));
    assert.deepEqual(
      known.filter((number) => !named.has(number)),
      [],
    );
    console.log(`      ${known.length} deviations, each in a title`);
  });

  it('are found in a title however they are listed there (§7)', () => {
    assert.deepEqual(numbersIn("it('reads (S-2, §7 #4 #6, N06)'"), [4, 6]);
  });
});

/** Every line that may be a title: what merely mentions a number is a comment. */
function titles(): readonly string[] {
  return readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .flatMap((path) => readFileSync(join(tests, path), 'utf8').split('\n'))
    .filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line));
}

function numbersIn(line: string): readonly number[] {
  const lists = [...line.matchAll(/§7((?:,? ?#\d+)+)/g)].map(([, list]) => list ?? '');
  return lists.flatMap((list) => (list.match(/\d+/g) ?? []).map(Number));
}
