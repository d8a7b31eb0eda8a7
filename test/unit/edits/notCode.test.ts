import assert from 'node:assert/strict';
import { findForeignLine } from '../../../src/edits/notCode.ts';

describe('findForeignLine', () => {
  it('takes a key that reads like a sentence in data, and still no fence and no placeholder', () => {
    const found = (languageId: string, ...added: string[]) =>
      findForeignLine({ added, removed: [], languageId });
    const key = 'This is the name:';
    assert.deepEqual(
      [
        found('yaml', key, '  - a'),
        found('dockercompose', key, '  - a'),
        found('toml', '[a]', key),
        found('yaml', '```yaml', 'a: 1', '```'),
        found('yaml', 'a: 1', '# ... rest of the file', 'b: 2'),
        found('typescript', key, 'f();'),
      ],
      [undefined, undefined, undefined, '```yaml', '# ... rest of the file', key],
    );
  });
});
