import assert from 'node:assert/strict';
import OpenAI from 'openai';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { withSimulator } from './collect.ts';

const plain = { model: 'gpt-5.4-mini', input: 'Hello' };
const background = { ...plain, background: true } as const;
const provider = { persona: 'openai' } as const;

describe('A simulated response in the background', () => {
  it('is queued, in progress and completed while nobody is connected, and can be asked for at any time', async () => {
    await withSimulator(async (simulator, client) => {
      simulator.enqueue({ name: 'text', text: 'One two three', hold: 'queued' });
      const first = await client.responses.create(background);
      const queued = await client.responses.retrieve(first.id);
      simulator.release();
      const done = await settled(client, first.id);
      assert.deepEqual(
        [first, queued, done].map(({ id, status, background, output_text }) => [
          id === first.id,
          status,
          background,
          output_text,
        ]),
        [
          [true, 'queued', true, ''],
          [true, 'queued', true, ''],
          [true, 'completed', true, 'One two three'],
        ],
      );
    }, provider);
  });

  it('stays where a scenario holds it: in progress with the items that are finished', async () => {
    await withSimulator(async (simulator, client) => {
      simulator.enqueue({ name: 'text', text: 'One two three', hold: 2 });
      const stream = await client.responses.create({ ...background, stream: true });
      const seen = await take(stream, (events) => deltasOf(events) === 'One two');
      const { status, output } = await client.responses.retrieve(idOf(seen));
      assert.deepEqual([status, output], ['in_progress', []]);
    }, provider);
  });

  it('streams like the API: created as queued, queued, in progress', async () => {
    await withSimulator(async (_simulator, client) => {
      const stream = await client.responses.create({ ...background, stream: true });
      const events = await take(stream, () => false);
      assert.deepEqual(
        [
          events.slice(0, 3).map(({ type }) => type),
          events.map(({ sequence_number: number }) => number),
          events.at(-1)?.type,
        ],
        [
          ['response.created', 'response.queued', 'response.in_progress'],
          events.map((_event, index) => index),
          'response.completed',
        ],
      );
    }, provider);
  });

  it('is resumed after any event by starting_after, finished or not, without a lost or doubled event', async () => {
    await withSimulator(async (simulator, client) => {
      simulator.enqueue({ name: 'text', text: 'One two three', hold: 2 });
      const stream = await client.responses.create({ ...background, stream: true });
      const first = await take(stream, (events) => deltasOf(events) === 'One two');
      const id = idOf(first);
      const after = first.at(-1)?.sequence_number ?? -1;
      const rest = client.responses.retrieve(id, { stream: true, starting_after: after });
      simulator.release();
      const resumed = await take(await rest, () => false);
      const whole = await take(await client.responses.retrieve(id, { stream: true }), () => false);
      assert.deepEqual([...first, ...resumed], whole);
      assert.equal(deltasOf(whole), 'One two three');
    }, provider);
  });

  it('goes on when the connection of the first request breaks', async () => {
    await withSimulator(async (simulator, client) => {
      simulator.enqueue({ name: 'cut', afterDeltas: 2 });
      const seen: ResponseStreamEvent[] = [];
      const stream = await client.responses.create({ ...background, stream: true });
      await assert.rejects(async () => {
        for await (const event of stream) seen.push(event);
      });
      const { output_text: text, status } = await settled(client, idOf(seen));
      assert.deepEqual(
        [status, text.startsWith(deltasOf(seen)), text.length > deltasOf(seen).length],
        ['completed', true, true],
      );
    }, provider);
  });

  it('is cancelled once: it keeps no further event, and its stream ends', async () => {
    await withSimulator(async (simulator, client) => {
      simulator.enqueue({ name: 'text', text: 'One two three', hold: 1 });
      const stream = await client.responses.create({ ...background, stream: true });
      const seen: ResponseStreamEvent[] = [];
      for await (const event of stream) {
        seen.push(event);
        if (deltasOf(seen) === 'One') await client.responses.cancel(idOf(seen));
      }
      simulator.release();
      const { status } = await client.responses.cancel(idOf(seen));
      assert.deepEqual([status, deltasOf(seen)], ['cancelled', 'One']);
    }, provider);
  });

  it('is gone once it is deleted, also for a request that goes on from it', async () => {
    await withSimulator(async (_simulator, client) => {
      const { id } = await client.responses.create(plain);
      const before = await client.responses.retrieve(id);
      await client.responses.delete(id);
      const after = await Promise.all([
        refusalOf(client.responses.retrieve(id)),
        refusalOf(client.responses.create({ ...plain, previous_response_id: id })),
      ]);
      assert.deepEqual(
        [before.id, before.status, after],
        [id, 'completed', ['404 null', '400 previous_response_not_found']],
      );
    }, provider);
  });

  it('exists only where it was kept and asked for: store false, no background, no stream', async () => {
    await withSimulator(async (_simulator, client) => {
      const unkept = await client.responses.create({ ...plain, store: false });
      const kept = await client.responses.create(plain);
      const unstreamed = await client.responses.create(background);
      assert.deepEqual(
        await Promise.all([
          refusalOf(client.responses.retrieve(unkept.id)),
          refusalOf(client.responses.cancel(kept.id)),
          refusalOf(client.responses.retrieve(unstreamed.id, { stream: true })),
          refusalOf(client.responses.create({ ...background, store: false })),
        ]),
        ['404 null', '400 null', '400 null', '400 null'],
      );
    }, provider);
  });

  it('is unknown to the gateway, which drops the wish and has no route', async () => {
    await withSimulator(async (_simulator, client) => {
      const { id, status, background: echo } = await client.responses.create(background);
      assert.deepEqual(
        [status, echo, await refusalOf(client.responses.retrieve(id))],
        ['completed', false, '404 '],
      );
    });
  });

  it('is looked for in vain by a scenario that is scripted for its path', async () => {
    await withSimulator(async (simulator, client) => {
      const { id } = await client.responses.create(background);
      simulator.enqueue({ name: '501', match: { path: '/v1/responses/*' } });
      assert.deepEqual(
        [await refusalOf(client.responses.retrieve(id)), (await client.responses.retrieve(id)).id],
        ['501 api_not_implemented', id],
      );
    }, provider);
  });
});

async function settled(client: OpenAI, id: string): Promise<OpenAI.Responses.Response> {
  for (;;) {
    const response = await client.responses.retrieve(id);
    if (response.status !== 'queued' && response.status !== 'in_progress') return response;
  }
}

/** The events of a stream up to the one with which there are enough. */
async function take(
  stream: AsyncIterable<ResponseStreamEvent>,
  isEnough: (events: readonly ResponseStreamEvent[]) => boolean,
): Promise<readonly ResponseStreamEvent[]> {
  const events: ResponseStreamEvent[] = [];
  for await (const event of stream) {
    events.push(event);
    if (isEnough(events)) break;
  }
  return events;
}

function deltasOf(events: readonly ResponseStreamEvent[]): string {
  return events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : '')).join('');
}

function idOf(events: readonly ResponseStreamEvent[]): string {
  const [first] = events;
  assert.ok(first?.type === 'response.created');
  return first.response.id;
}

async function refusalOf(request: Promise<unknown>): Promise<string> {
  const error: unknown = await request.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  assert.ok(error instanceof OpenAI.APIError);
  return `${error.status} ${error.code}`;
}
