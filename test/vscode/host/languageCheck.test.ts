import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { EditReview } from '../../../src/host/review/editReview.ts';
import { LanguageCheck } from '../../../src/host/review/languageCheck.ts';
import type { EditVerdict } from '../../../src/protocol/proposedEdit.ts';

describe('the check of an edit by language services', function () {
  // A service that is asked for the first time has to start.
  this.timeout(120_000);
  let check: LanguageCheck;

  beforeEach(() => {
    check = new LanguageCheck(60_000);
  });

  afterEach(() => {
    check.dispose();
  });

  function verdict(name: string, before: string, after: string): Promise<EditVerdict> {
    return check.check([{ uri: vscode.Uri.file(`/${name}`), before, after }]);
  }

  const code = 'export function sum(a: number, b: number) {\n  return a + b;\n}\n';
  const cases: Readonly<Record<string, readonly [string, string, string, string]>> = {
    'a right change of TypeScript': ['a.ts', code, code.replace('a + b', 'b + a'), 'verified'],
    'a string that does not end': ['a.ts', code, code.replace('a + b', "'a + b"), 'problems'],
    'a name that nobody knows': ['a.ts', code, code.replace('a + b', 'a + c'), 'problems'],
    'a problem that was there before': [
      'a.ts',
      code.replace('b;', 'c;'),
      code.replace('a + b', 'b + c'),
      'verified',
    ],
    'a right change of JSON': ['a.json', '{ "a": [1] }', '{ "a": [1, 2] }', 'verified'],
    'JSON without a comma': ['a.json', '{ "a": [1, 2] }', '{ "a": [1 2] }', 'problems'],
    'JSON that was wrong before': ['a.json', '{ "a": [1 2] }', '{ "a": [1 2], }', 'verified'],
    'a new file that imports': [
      'new.ts',
      '',
      "import { it } from 'vitest';\nit('a', () => {});\n",
      'verified',
    ],
    'a new file that is cut short': ['new.ts', '', 'export function f() {\n', 'problems'],
    'an import that came': [
      'a.ts',
      code,
      `import { x } from './x';\n${code.replace('a + b', 'a + b + x')}`,
      'verified',
    ],
    'a language nobody answers for': ['a.rs', 'fn main() {}', 'fn main() { }', 'not_checked'],
    'a sentence': ['a.txt', 'One.', 'Two (.', 'verified'],
  };
  for (const [what, [name, before, after, expected]] of Object.entries(cases)) {
    it(`B-9 has an answer for ${what}: ${expected}`, async () => {
      const answer = await verdict(name, before, after);
      assert.equal(answer.kind === 'verified' ? 'verified' : answer.reason, expected);
    });
  }

  it('B-9 takes no silence for an answer', async () => {
    const hasty = new LanguageCheck(0);
    const answer = await hasty.check([{ uri: vscode.Uri.file('/a.ts'), before: code, after: `${code} ` }]);
    hasty.dispose();
    assert.deepEqual(answer, { kind: 'unverified', reason: 'not_checked' });
  });

  it('B-9 vouches for no edit before the answer is there', async () => {
    const log = vscode.window.createOutputChannel('Check test', { log: true });
    const review = new EditReview({ log, setContext: () => {}, check });
    const document = await vscode.workspace.openTextDocument({ language: 'json', content: '{ "a": 1 }' });
    const seen: unknown[] = [];
    const judged = new Promise<void>((resolve) => {
      review.onDidChange((id) => {
        const status = review.proposedEdit(id)?.status;
        const verdict = status?.kind === 'pending' ? status.verdict : undefined;
        seen.push(verdict?.kind === 'unverified' ? verdict.reason : verdict?.kind);
        if (seen.at(-1) !== 'checking') resolve();
      });
    });
    const open = (added: string, id: string) =>
      review.open({
        id,
        title: '',
        verdict: { kind: 'verified' },
        document,
        hunks: [{ startLine: 0, removed: ['{ "a": 1 }'], added: [added], why: '' }],
        baseText: '{ "a": 1 }',
      });
    open('{ "a": 2 }', 'edit');
    await judged;
    review.dispose();
    log.dispose();
    assert.deepEqual(seen, ['checking', 'verified']);
  });
});
