import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createAnnouncer } from '../../../src/webview/announcer.ts';

function recorded() {
  const spoken: string[] = [];
  const timers: (() => void)[] = [];
  const announcer = createAnnouncer({
    speak: (text) => spoken.push(text),
    setTimer: (callback) => timers.push(callback),
    codeBlock: 'Code block.',
  });
  function tick(): void {
    for (const callback of timers.splice(0)) callback();
  }
  return { announcer, spoken, tick };
}

describe('the announcer', () => {
  it('gathers whole sentences and speaks each once, in one batch (M-J1)', () => {
    const { announcer, spoken, tick } = recorded();
    for (const letter of 'One two. Three **four**! Fi') announcer.stream(letter);
    tick();
    tick();
    announcer.stream('ve.\n');
    tick();
    assert.deepEqual(spoken, ['One two. Three four!', 'Five.']);
  });

  it('names a code block instead of reading it, and leaves Markdown’s signs out', () => {
    const { announcer, spoken, tick } = recorded();
    announcer.stream('# Title\n- [link](http://a.b) `x`\n```js\na. b. c.\n```\nEnd');
    announcer.endStream();
    tick();
    assert.deepEqual(spoken, ['Title link x Code block. End']);
  });

  it('does not wait for ever for the end of a sentence', () => {
    const { announcer, spoken, tick } = recorded();
    for (let step = 0; step < 100; step++) announcer.stream('word '.repeat(10));
    tick();
    assert.ok((spoken[0] ?? '').length > 1000);
  });
});
