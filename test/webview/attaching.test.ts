import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FromWebview } from '../../src/protocol/messages.ts';
import { fromWebviewSchema } from '../../src/protocol/messages.ts';
import { base64, pdf, png } from '../media.ts';
import type { PanelPage } from './panelPage.ts';
import { withPanel } from './sharedBrowser.ts';
import { answer, assistant, snapshot, user } from './transcripts.ts';

interface Given {
  readonly name?: string;
  readonly type?: string;
  /** Base64. */
  readonly content?: string;
  /** Sides of an image to draw, in pixels. */
  readonly image?: readonly [width: number, height: number];
  /** A file of zeros of so many bytes. */
  readonly size?: number;
}

/** Puts files and texts on a paste or a drop as the browser does, and lets it reach the page. */
async function give(
  panel: PanelPage,
  event: 'paste' | 'drop' | 'dragover',
  content: { readonly files?: readonly Given[]; readonly texts?: Readonly<Record<string, string>> },
): Promise<boolean> {
  return panel.page.evaluate(
    async ([type, { files = [], texts = {} }]) => {
      const data = new DataTransfer();
      for (const { name = 'file', type: mediaType = '', content: encoded = '', image, size } of files) {
        let blob = new Blob([Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0))]);
        if (size !== undefined) blob = new Blob([new Uint8Array(size)]);
        if (image !== undefined) {
          const canvas = new OffscreenCanvas(image[0], image[1]);
          canvas.getContext('2d')?.fillRect(0, 0, image[0] / 2, image[1]);
          blob = await canvas.convertToBlob({ type: mediaType });
        }
        data.items.add(new File([blob], name, { type: mediaType }));
      }
      for (const [key, text] of Object.entries(texts)) data.setData(key, text);
      const init = { bubbles: true, cancelable: true };
      const made =
        type === 'paste'
          ? new ClipboardEvent(type, { ...init, clipboardData: data })
          : new DragEvent(type, { ...init, dataTransfer: data });
      const target = type === 'paste' ? document.querySelector('textarea') : document.querySelector('.log');
      return target?.dispatchEvent(made) === false;
    },
    [event, content] as const,
  );
}

/** Waits until the panel has posted so many messages; each must be one the host takes. */
async function posted(panel: PanelPage, count: number): Promise<readonly FromWebview[]> {
  await panel.page.waitForFunction(
    (expected) => window.posted.filter(({ type }) => type !== 'ack' && type !== 'ready').length >= expected,
    count,
  );
  const all = await panel.posted();
  assert.deepEqual(
    all.filter((message) => !fromWebviewSchema.safeParse(message).success),
    [],
  );
  return all;
}

type Sent = Extract<FromWebview, { type: 'attach-file' }>;

async function sentFiles(panel: PanelPage, count: number): Promise<readonly Sent[]> {
  return (await posted(panel, count)).filter((message): message is Sent => message.type === 'attach-file');
}

const graph = {
  id: 'g',
  name: 'graph.png',
  path: 'graph.png',
  kind: 'image',
  bytes: 245_760,
  thumbnail: `data:image/png;base64,${base64(png)}`,
} as const;

describe('attaching', function () {
  this.timeout(20_000);

  it('S-10 M-C7 hands a pasted image to the host with a small picture of it, and the text stays', () =>
    withPanel({ draft: 'Look' }, async (panel) => {
      const taken = await give(panel, 'paste', {
        files: [{ name: 'image.png', type: 'image/png', content: base64(png) }],
      });
      const [file] = await sentFiles(panel, 1);
      const { thumbnail, ...rest } = file ?? {};
      assert.deepEqual(
        [taken, rest, thumbnail?.slice(0, 23), await panel.message.inputValue()],
        [
          true,
          { type: 'attach-file', name: 'image.png', bytes: png.length, data: base64(png) },
          'data:image/webp;base64,',
          'Look',
        ],
      );
    }));

  it('S-10 makes a large image smaller, and says from what size', () =>
    withPanel({}, async (panel) => {
      await give(panel, 'paste', { files: [{ name: 'photo.png', type: 'image/png', image: [4096, 1024] }] });
      const [file] = await sentFiles(panel, 1);
      const sides = await panel.page.evaluate(async (data) => {
        const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes]));
        return [image.width, image.height];
      }, file?.data ?? '');
      await panel.page
        .getByRole('status')
        .filter({ hasText: 'photo.png: made smaller for sending, from 4,096 × 1,024 pixels' })
        .waitFor({ state: 'attached' });
      assert.deepEqual([file?.scaledFrom, sides], [{ width: 4096, height: 1024 }, [2048, 512]]);
    }));

  it('S-10 sends no bytes of a file that is too large, so that the host can say so', () =>
    withPanel({}, async (panel) => {
      const size = 20 * 1024 * 1024 + 1;
      await give(panel, 'paste', { files: [{ name: 'huge.pdf', size }] });
      assert.deepEqual(await sentFiles(panel, 1), [{ type: 'attach-file', name: 'huge.pdf', bytes: size }]);
    }));

  it('M-C10 makes an attachment of a long pasted text; the key for plain text leaves it in the message', () =>
    withPanel({}, async (panel) => {
      const long = 'line\n'.repeat(401);
      const taken: boolean[] = [];
      taken.push(await give(panel, 'paste', { texts: { 'text/plain': long.slice(0, 2000) } }));
      taken.push(await give(panel, 'paste', { texts: { 'text/plain': long } }));
      // Not by a real key press: it would paste what the machine has on its clipboard.
      await panel.message.evaluate((box) =>
        box.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'V', ctrlKey: true, shiftKey: true, bubbles: true }),
        ),
      );
      taken.push(await give(panel, 'paste', { texts: { 'text/plain': long } }));
      taken.push(await give(panel, 'paste', { texts: { 'text/plain': long } }));
      assert.deepEqual(
        [taken, await posted(panel, 2)],
        [
          [false, true, false, true],
          [
            { type: 'attach-text', text: long },
            { type: 'attach-text', text: long },
          ],
        ],
      );
    }));

  it('takes the text where a word processor puts a picture beside it, and the file beside its name', () =>
    withPanel({}, async (panel) => {
      const files = [{ name: 'a.png', type: 'image/png', content: base64(png) }];
      const taken = [
        await give(panel, 'paste', { files, texts: { 'text/plain': 'cell', 'text/html': '<b>cell</b>' } }),
        await give(panel, 'paste', { files, texts: { 'text/plain': 'a.png' } }),
        await give(panel, 'paste', { files, texts: { 'text/html': '<img>' } }),
      ];
      assert.deepEqual([taken, (await sentFiles(panel, 2)).length], [[false, true, true], 2]);
    }));

  it('M-C9 shows while dragging that it can be dropped, and takes files and entries of the Explorer', () =>
    withPanel({}, async (panel) => {
      const overlay = panel.page.getByText('Hold Shift while dropping');
      const foreign = await give(panel, 'dragover', { texts: { 'text/plain': 'words' } });
      const before = await overlay.count();
      await give(panel, 'dragover', { files: [{}] });
      await overlay.waitFor();
      await give(panel, 'drop', { files: [{ name: 'spec.pdf', content: base64(pdf) }] });
      const after = await overlay.count();
      const first = await posted(panel, 1);
      const list = '# a remark\r\nfile:///w/a.ts\r\nfile:///w/b.png\r\n';
      await give(panel, 'drop', { texts: { 'application/vnd.code.uri-list': list } });
      assert.deepEqual(
        [foreign, before, after, [...first, ...(await posted(panel, 1))]],
        [
          false,
          0,
          0,
          [
            { type: 'attach-file', name: 'spec.pdf', bytes: pdf.length, data: base64(pdf) },
            { type: 'attach-dropped', uris: ['file:///w/a.ts', 'file:///w/b.png'] },
          ],
        ],
      );
    }));

  it('S-10 does not send a message before the image that was pasted into it', () =>
    withPanel({ draft: 'What is this?' }, async (panel) => {
      await give(panel, 'paste', { files: [{ name: 'photo.png', type: 'image/png', image: [3000, 3000] }] });
      await panel.message.press('Enter');
      assert.deepEqual(
        (await posted(panel, 2)).map(({ type }) => type),
        ['attach-file', 'send'],
      );
    }));

  it('S-10 shows an image with its picture, name and size; it opens by click and goes by Delete', () =>
    withPanel(
      { panel: { context: [{ ...graph, scaledFrom: { width: 4032, height: 3024 } }] } },
      async (panel) => {
        const chip = panel.button('Open graph.png');
        const shown = [
          (await chip.innerText()).trim(),
          await chip.locator('.size').getAttribute('data-size'),
          await chip.getAttribute('aria-description'),
          await chip.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth),
        ];
        await chip.click();
        await chip.press('Delete');
        await panel.button('Remove graph.png').click();
        assert.deepEqual(
          [shown, await panel.posted()],
          [
            [
              'graph.png',
              '240 kB · scaled',
              '240 kB, made smaller for sending, from 4,032 × 3,024 pixels',
              1,
            ],
            [
              { type: 'open-context', contextId: 'g' },
              { type: 'detach', contextId: 'g' },
              { type: 'detach', contextId: 'g' },
            ],
          ],
        );
      },
    ));

  it('S-10 says what to do about an image that was refused, and keeps it in the conversation', () => {
    const failed = { kind: 'failed', problem: { code: 'images_refused', host: 'api.cometapi.com' } } as const;
    const transcript = snapshot(user({ context: [graph] }), assistant({ status: failed }));
    return withPanel({ transcript }, async (panel) => {
      const alert = panel.page.getByRole('alert');
      const text = await alert.innerText();
      await alert.getByRole('button', { name: 'Send without it' }).click();
      assert.deepEqual(
        [
          text.split('\n').filter(Boolean).slice(0, 2),
          await alert.getByRole('button').allInnerTexts(),
          await panel.button('Open graph.png').count(),
          await panel.posted(),
        ],
        [
          [
            'The image was not accepted',
            'gpt-5.4-mini on api.cometapi.com did not take it. Choose a model that reads images, or send the message without it.',
          ],
          ['Choose a model', 'Retry', 'Send without it', 'Details'],
          1,
          [{ type: 'retry-without-media', turnId: 'a1' }],
        ],
      );
    });
  });

  it('M-C4 offers the file in front as one that is not attached yet, and attaches it by a click', () =>
    withPanel(
      { panel: { suggestedContext: { id: 's1', name: 'utils.ts', path: 'src/utils.ts' } } },
      async (panel) => {
        await panel.button('Attach utils.ts').click();
        const posts = await panel.posted();
        const remove = await panel.button('Remove utils.ts').count();
        await panel.panel({ context: [graph] });
        assert.deepEqual(
          [
            posts,
            remove,
            await panel.page.getByRole('list', { name: 'Attached context' }).getByRole('listitem').count(),
          ],
          [[{ type: 'attach-suggested', id: 's1' }], 0, 2],
        );
      },
    ));

  it('keeps sent images in the bubble of their message, where they cannot be removed', () =>
    withPanel({ transcript: snapshot(user({ context: [graph] }), answer('A graph.')) }, async (panel) => {
      const chips = panel.page.getByRole('list', { name: 'Sent context' });
      assert.deepEqual(await chips.getByRole('button').count(), 1);
    }));
});
