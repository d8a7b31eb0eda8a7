import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaySteps } from '../../simulator/replay.ts';
import type { Scenario } from '../../simulator/scenario.ts';
import { collect, post, withSimulator } from './collect.ts';

const recordings = join(import.meta.dirname, '../../../../shared/streams');
const body = { model: 'gpt-5.4-mini', input: 'Hello', stream: true };
const stream = [
  'event: response.created\ndata: {"type":"response.created","response":{"id":"resp_1"}}\n\n',
  'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"déjà ☄️ 🌌"}\n\n',
  'event: response.completed\ndata: {"type":"response.completed","response":{"id":"resp_1","status":"completed"}}\n\n',
].join('');

describe('A replay', () => {
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'replay-'));
    file = join(folder, 'recorded.sse');
    writeFileSync(file, stream);
  });
  after(() => rmSync(folder, { recursive: true }));

  const chunksOf = (options: Omit<Scenario, 'name'>): readonly Buffer[] =>
    [...replaySteps({ ...options, file, paceMs: 0 })].flatMap((step) =>
      step.kind === 'bytes' ? [Buffer.from(step.bytes)] : [],
    );

  it('cuts the bytes as asked and loses none of them', () => {
    const chunkings = ['whole', 'event', 'byte', 'mid-utf8'] as const;
    const bytes = Buffer.byteLength(stream);
    assert.deepEqual(
      chunkings.map((chunking) => [
        Buffer.concat(chunksOf({ chunking })).toString() === stream,
        chunksOf({ chunking }).length,
      ]),
      [
        [true, 1],
        [true, 3],
        [true, bytes],
        // é, à, ☄, the variation selector and 🌌, and the rest.
        [true, 6],
      ],
    );
    const crlf = chunksOf({ chunking: 'crlf' });
    assert.deepEqual(
      [
        Buffer.concat(crlf).toString() === stream.replaceAll('\n', '\r\n'),
        crlf.slice(0, -1).every((chunk) => chunk.at(-1) === 0x0d),
      ],
      [true, true],
    );
  });

  it('arrives byte for byte, with [DONE] behind it where wanted', async () => {
    await withSimulator(async (simulator) => {
      const texts: string[] = [];
      for (const options of [{ chunking: 'byte' }, { chunking: 'crlf' }, { doneSentinel: true }] as const) {
        simulator.enqueue({ name: 'replay', file, ...options });
        texts.push((await post(simulator, body)).text);
      }
      assert.deepEqual(texts, [stream, stream.replaceAll('\n', '\r\n'), `${stream}data: [DONE]\n\n`]);
    });
  });

  it('ends at a byte by a cut, a reset or properly', async () => {
    await withSimulator(async (simulator, client) => {
      const codes: unknown[] = [];
      for (const breakOff of ['cut', 'reset', 'clean'] as const) {
        simulator.enqueue({ name: 'replay', file, cutAtByte: 120, breakOff });
        const { error } = await collect(client, {});
        codes.push(
          error instanceof Error && error.cause instanceof Error && 'code' in error.cause
            ? error.cause.code
            : error,
        );
      }
      assert.deepEqual(codes, ['UND_ERR_SOCKET', 'ECONNRESET', undefined]);
      assert.deepEqual(
        simulator.requests.map(({ bytesSent }) => bytesSent),
        [120, 120, 120],
      );
    });
  });

  it('of every recorded stream gives the official client the text that the file holds', async function () {
    if (!existsSync(recordings)) {
      console.log('    SKIPPED: the recorded streams in ../shared/streams are not here');
      this.skip();
    }
    const files = readdirSync(recordings, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.sse') || name.endsWith('.chunks.txt'))
      .map((name) => join(recordings, name));
    assert.ok(files.length > 100, `only ${files.length} recordings`);
    await withSimulator(async (simulator, client) => {
      for (const recording of files) {
        simulator.enqueue({ name: 'replay', file: recording, chunking: 'event' });
        const { text, error } = await collect(client, {});
        const expected = readLines(recording);
        assert.deepEqual([text, error === undefined], [expected.text, expected.isReadable], recording);
      }
      // The smallest one: the official client takes time that grows with the square of the chunks of a line.
      const wide = files
        .filter((recording) => /[^\0-\x7f]/.test(readFileSync(recording, 'utf8')))
        .sort((a, b) => statSync(a).size - statSync(b).size)[0];
      assert.ok(wide !== undefined);
      for (const chunking of ['byte', 'mid-utf8', 'crlf'] as const) {
        simulator.enqueue({ name: 'replay', file: wide, chunking });
        assert.equal((await collect(client, {})).text, readLines(wide).text, chunking);
      }
    });
  });
});

/**
 * The text deltas of a recording, read line by line without any SSE parser, and whether the official client reads
 * it to its end: it throws for a nested error event, which one recording has, and for broken JSON, which one has.
 */
function readLines(recording: string): { readonly text: string; readonly isReadable: boolean } {
  let text = '';
  for (const line of readFileSync(recording, 'utf8').split(/\r?\n/)) {
    const json = line.replace(/^data: ?/, '');
    if (!json.startsWith('{')) continue;
    try {
      const event = JSON.parse(json);
      if (event.error) return { text, isReadable: false };
      if (event.type === 'response.output_text.delta') text += event.delta;
    } catch {
      return { text, isReadable: false };
    }
  }
  return { text, isReadable: true };
}
