import assert from 'node:assert/strict';
import { withParameters } from '../../../src/api/capabilities.ts';
import { type Client, createClient } from '../../../src/api/client.ts';
import type { ApiEvent } from '../../../src/api/events.ts';
import type { ParameterRefusal } from '../../../src/api/parameterRefusal.ts';
import { canaryKey } from '../../canary.ts';
import type { Scenario } from '../../simulator/scenario.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';
import { outcomeOf } from './outcome.ts';

const created = {
  type: 'response.created',
  response: { id: 'r1', model: 'gpt-4.1-nano', status: 'in_progress' },
};

describe('A server that deviates', () => {
  let simulator: Simulator;
  let client: Client;
  let logged: string[];

  afterEach(() => simulator.close());

  async function start(options: SimulatorOptions = {}): Promise<void> {
    simulator = await startSimulator({ apiKeys: [canaryKey], paceMs: 0, ...options });
    logged = [];
    const note = (line: string) => void logged.push(line);
    const log = { trace: note, debug: note, info: note, warn: note, error: note };
    const sleep = () => Promise.resolve();
    client = createClient({ baseUrl: simulator.baseUrl, apiKey: canaryKey, fetch, log, sleep });
  }

  async function ask(scenario?: Scenario, of: Client = client): Promise<readonly ApiEvent[]> {
    if (scenario !== undefined) simulator.enqueue(scenario);
    const events: ApiEvent[] = [];
    const request = {
      model: 'gpt-5.4-mini',
      input: [{ type: 'message', role: 'user', content: 'Hello' }],
    } as const;
    const options = { signal: new AbortController().signal, idleTimeoutMs: 10_000 };
    for await (const event of of.stream(request, options)) events.push(event);
    return events;
  }

  /** The events of items that arrive whole, and how the response ends. */
  function scripted(items: readonly object[], response: object = {}): Scenario {
    const done = items.map((item, index) => ({
      type: 'response.output_item.done',
      output_index: index,
      item,
    }));
    const end = { type: 'response.completed', response: { status: 'completed', output: items, ...response } };
    return { name: 'events', events: [created, ...done, end] };
  }

  const finished = (events: readonly ApiEvent[]) =>
    events.flatMap((event) => (event.type === 'item-end' ? [event.item] : []));
  const textsOf = (events: readonly ApiEvent[]) => outcomeOf(events).items.map(({ text }) => text);

  it('writes a tool call as text: it is text, and nothing is called (§7 #19)', async () => {
    await start();
    const text = '<tool_call>\n{"name": "read_file", "arguments": {"path": "a.ts"}}\n</tool_call>';
    const events = await ask({ name: 'text', text });
    assert.deepEqual(
      outcomeOf(events).items.map((item) => [item.itemType, item.text]),
      [['message', text]],
    );
  });

  it('sends arguments that are cut, empty or no text: the call is kept as it came (§7 #20)', async () => {
    await start();
    const calls = ['{"path": "a.t', '', { path: 'a.ts' }].map((args, index) => ({
      type: 'function_call',
      call_id: `c${index}`,
      name: 'read_file',
      arguments: args,
      status: index === 0 ? 'incomplete' : 'completed',
    }));
    const events = await ask(scripted(calls));
    assert.deepEqual([finished(events), outcomeOf(events).end], [calls, 'completed']);
  });

  it('takes functions only: every other tool is left out and it answers (§7 #21)', async () => {
    await start({ persona: 'llamacpp' });
    const refusals: ParameterRefusal[] = [];
    const weather = { type: 'function', name: 'weather', strict: false, parameters: { type: 'object' } };
    const capable = withParameters(client, {
      values: { tools: [weather, { type: 'web_search' }] },
      capabilities: { refusals: () => refusals, remember: (refusal) => refusals.push(refusal) },
      onRepair: () => {},
    });
    const ends = [outcomeOf(await ask(undefined, capable)).end, outcomeOf(await ask(undefined, capable)).end];
    const sent = simulator.requests.map(({ body }) =>
      JSON.stringify(body).match(/"type":"(function|web_search)"/g),
    );
    assert.deepEqual(
      [ends, sent.map((tools) => tools?.length)],
      [
        ['completed', 'completed'],
        [2, 1, 1],
      ],
    );
  });

  it('reasons without a summary and with megabytes of cipher: nothing of it is shown or logged (§7 #26)', async () => {
    await start();
    const cipher = 'gAAAAB'.repeat(500_000);
    const reasoning = { type: 'reasoning', id: 'rs_1', encrypted_content: cipher };
    const message = { type: 'message', content: [{ type: 'output_text', text: 'Hi' }] };
    const events = await ask(scripted([reasoning, message]));
    const { items, end } = outcomeOf(events);
    assert.deepEqual(
      [items.map((item) => item.reasoning + item.text), end, logged.join().includes('gAAAABgAAAAB')],
      [['', 'Hi'], 'completed', false],
    );
  });

  it('uses words nobody knows for tier and status: the tier is told, the answer is whole (§7 #27)', async () => {
    await start();
    const message = { type: 'message', status: 'polished', content: [{ type: 'output_text', text: 'Hi' }] };
    const events = await ask(scripted([message], { service_tier: 'standard' }));
    const end = events.at(-1);
    assert.deepEqual(
      [textsOf(events), end?.type === 'response-end' && [end.end.status, end.serviceTier]],
      [['Hi'], ['completed', 'standard']],
    );
  });

  it('cites an address without a place: the text is whole (§7 #28)', async () => {
    await start();
    const annotation = { type: 'url_citation', url: 'https://example.org' };
    const message = {
      type: 'message',
      content: [{ type: 'output_text', text: 'Hi', annotations: [annotation] }],
    };
    const added = {
      type: 'response.output_text.annotation.added',
      output_index: 0,
      content_index: 0,
      annotation_index: 0,
      annotation,
    };
    const { events = [] } = scripted([message]);
    const seen = await ask({ name: 'events', events: [created, added, ...events.slice(1)] });
    assert.deepEqual([textsOf(seen), outcomeOf(seen).end], [['Hi'], 'completed']);
  });

  it('wraps parallel calls into one: it is one call, whole (§7 #32)', async () => {
    await start();
    const uses = [{ recipient_name: 'functions.read_file', parameters: { path: 'a.ts' } }];
    const call = {
      type: 'function_call',
      call_id: 'c1',
      name: 'parallel',
      arguments: JSON.stringify({ tool_uses: uses }),
      status: 'completed',
    };
    assert.deepEqual(finished(await ask(scripted([call]))), [call]);
  });

  it('answers with another model than was asked: both are known (§7 #33)', async () => {
    await start();
    const events = await ask(scripted([], { model: 'gpt-4.1-nano-2026' }));
    const models = events.flatMap((event) => ('model' in event ? [event.model] : []));
    assert.deepEqual(models, ['gpt-4.1-nano', 'gpt-4.1-nano-2026']);
  });
});
