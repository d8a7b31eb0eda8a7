import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { chatMessage } from '../../../src/chat/prompts.ts';
import { tokens } from '../../simulator/tokens.ts';
import { collect, withSimulator } from './collect.ts';

const cart = {
  path: 'src/cart.ts',
  languageId: 'typescript',
  text: readFileSync(join(import.meta.dirname, '../../workspace/src/cart.ts'), 'utf8'),
};

/** Which kinds of block an answer holds, and the languages of its code. */
function blocks(markdown: string): {
  readonly kinds: readonly string[];
  readonly languages: readonly string[];
} {
  const parsed = new MarkdownIt().parse(markdown, {});
  return {
    kinds: [
      ...new Set(
        parsed
          .map(({ type }) => type)
          .filter((type) => /^(heading|table|bullet_list|ordered_list|blockquote)_open$|^fence$/.test(type)),
      ),
    ].sort(),
    languages: [...new Set(parsed.filter(({ type }) => type === 'fence').map(({ info }) => info))].sort(),
  };
}

describe('The answers of the simulated model', () => {
  it('explain an attached file with a heading, a table of what it declares, a list of its faults and code', async () => {
    await withSimulator(async (_simulator, client) => {
      const { text } = await collect(client, { input: chatMessage('What does this do?', [cart]) });
      assert.deepEqual(blocks(text), {
        kinds: ['bullet_list_open', 'fence', 'heading_open', 'ordered_list_open', 'table_open'],
        languages: ['typescript'],
      });
      assert.match(text, /\| `subtotal` \| function \| 36–43 \|/);
      assert.match(text, /- \*\*Line 38:\*\* `i <= cart\.lines\.length` reads one element past the end/);
    });
  });

  it('count lines from where the excerpt starts', async () => {
    await withSimulator(async (_simulator, client) => {
      const excerpt = {
        ...cart,
        lines: { start: 36, end: 43 },
        text: cart.text.split('\n').slice(35, 43).join('\n'),
      };
      const { text } = await collect(client, { input: chatMessage('Explain', [excerpt]) });
      assert.match(text, /\| `subtotal` \| function \| 36–43 \|/);
    });
  });

  it('are French for a French question', async () => {
    await withSimulator(async (_simulator, client) => {
      const { text } = await collect(client, {
        input: chatMessage('Explique ce fichier, s’il te plaît', [cart]),
      });
      assert.match(text, /^## Ce que fait le fichier\n/);
    });
  });

  it('remember the file of an earlier message', async () => {
    await withSimulator(async (_simulator, client) => {
      const { text } = await collect(client, {
        input: [
          { role: 'user', content: chatMessage('What does this do?', [cart]) },
          { role: 'assistant', content: 'It is a cart.' },
          { role: 'user', content: 'And what would you change?' },
        ],
      });
      assert.match(text, /`src\/cart\.ts` has/);
    });
  });

  it('think first, in the models that do and when reasoning is asked for', async () => {
    await withSimulator(async (_simulator, client) => {
      const first = async (model: string, reasoning?: { effort: 'low' | 'none' }): Promise<unknown> => {
        const response = await client.responses.create({
          model,
          input: 'Hello',
          ...(reasoning ? { reasoning } : {}),
        });
        return response.output[0]?.type;
      };
      assert.deepEqual(
        [
          await first('gpt-5.4-mini'),
          await first('gpt-5.4-mini', { effort: 'low' }),
          await first('gpt-5.4-mini', { effort: 'none' }),
          await first('claude-opus-5-thinking'),
          await first('grok-4-fast-non-reasoning'),
        ],
        ['message', 'reasoning', 'message', 'reasoning', 'message'],
      );
    });
  });

  it('are many kilobytes of every kind of Markdown when a long answer is asked for', async () => {
    await withSimulator(async (_simulator, client) => {
      const { text } = await collect(client, { input: 'Give me a long answer, please.' });
      const { kinds, languages } = blocks(text);
      assert.ok(text.length > 30_000, `${text.length} characters`);
      assert.deepEqual(kinds, [
        'blockquote_open',
        'bullet_list_open',
        'fence',
        'heading_open',
        'ordered_list_open',
        'table_open',
      ]);
      assert.ok(languages.length > 8, languages.join());
      assert.match(text, /^````markdown\n[^`]*```ts\n/m);
    });
  });

  it('go on exactly where they broke off', async () => {
    await withSimulator(async (simulator, client) => {
      const question = chatMessage('What does this do?', [cart]);
      const whole = await collect(client, { input: question });
      simulator.enqueue({ name: 'cut', afterDeltas: 20 });
      const part = await collect(client, { input: question });
      const rest = await collect(client, {
        input: [
          { role: 'user', content: question },
          { role: 'assistant', content: part.text },
          { role: 'user', content: 'Continue exactly where you stopped.' },
        ],
      });
      assert.equal(part.text.length > 0 && part.text + rest.text, whole.text);
    });
  });

  it('are streamed in small pieces that lose nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const pieces = tokens(text);
        assert.equal(pieces.join(''), text);
        assert.ok(pieces.every((piece) => piece.length <= 16));
      }),
      { numRuns: 300 },
    );
  });
});

describe('The command line', () => {
  it('starts a server that answers as it was told, and names its address', async () => {
    const cli = join(import.meta.dirname, '../../simulator/cli.ts');
    const child = spawn(process.execPath, [
      '--import=tsx',
      cli,
      '--port',
      '0',
      '--pace',
      '0',
      '--key',
      'sk-one',
      '--scenario',
      'long',
    ]);
    try {
      for await (const line of createInterface(child.stdout)) {
        const address = /http:\S+\/v1/.exec(line)?.[0];
        if (address === undefined) continue;
        const ask = async (key: string): Promise<Response> =>
          fetch(`${address}/responses`, {
            method: 'POST',
            headers: { Authorization: `Bearer ${key}` },
            body: JSON.stringify({ model: 'gpt-5.4-mini', input: 'Hello' }),
          });
        const [good, bad] = [await ask('sk-one'), await ask('sk-two')];
        assert.deepEqual([good.status, bad.status, (await good.text()).length > 30_000], [200, 401, true]);
        return;
      }
      assert.fail('no address was printed');
    } finally {
      child.kill();
    }
  });
});
