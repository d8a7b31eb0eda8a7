import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import * as z from 'zod/mini';
import { toWireBody } from '../../../src/api/request.ts';
import { mcpEntries, mcpServer } from '../../../src/chat/mcpServer.ts';
import { editMessage } from '../../../src/chat/prompts.ts';
import { workspaceTools } from '../../../src/chat/tools/workspaceTools.ts';
import { editAnswerSchema } from '../../../src/edits/schema.ts';
import { scenarioNames } from '../../simulator/scenario.ts';
import { scenarios } from '../../simulator/scenarios.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { post, withSimulator } from './collect.ts';

const folder = join(import.meta.dirname, '../../../../shared/schema');

describe('The wire schema of the API', () => {
  let isEvent: ValidateFunction;
  let isRequest: ValidateFunction;
  let isResponse: ValidateFunction;
  let knownTypes: ReadonlySet<string>;

  before(function () {
    if (!existsSync(folder)) {
      console.log('    SKIPPED: the schemas in ../shared/schema are not here');
      this.skip();
    }
    this.timeout(60_000);
    const schema = JSON.parse(readFileSync(join(folder, 'responses.wire.schema.json'), 'utf8'));
    const ajv = new Ajv2020({ strict: false, allErrors: false });
    addFormats(ajv);
    ajv.addSchema(schema);
    const compiled = (name: string): ValidateFunction =>
      ajv.compile({ $ref: `${schema.$id}#/$defs/${name}` });
    isEvent = compiled('ResponseStreamEvent');
    isRequest = compiled('CreateResponse');
    isResponse = compiled('Response');
    const maps = JSON.parse(readFileSync(join(folder, 'type-maps.json'), 'utf8'));
    knownTypes = new Set(Object.keys(maps.ResponseStreamEvent));
  });

  const input = editMessage({
    instruction: 'Refactor this',
    selection: { path: 'a.ts', languageId: 'typescript', text: 'var a = 1;\nvar b = 1;\n}\n}' },
    before: '',
    after: '',
  });
  const edit = { name: 'edit', schema: z.toJSONSchema(editAnswerSchema) };
  const chat = toWireBody({
    model: 'gpt-5.4-mini',
    instructions: 'Be kind.',
    input: [{ type: 'message', role: 'user', content: 'Hello' }],
  });
  const asked = [
    chat,
    toWireBody({
      model: 'gpt-5.4-mini',
      input: [{ type: 'message', role: 'user', content: input }],
      format: edit,
    }),
    toWireBody({
      model: 'o3',
      input: [
        { type: 'message', role: 'user', content: 'Hello' },
        { type: 'message', role: 'assistant', content: 'Hi.' },
        { type: 'message', role: 'developer', content: 'Short.' },
        { type: 'message', role: 'user', content: 'Why?' },
      ],
      store: false,
      promptCacheKey: 'conversation',
      parameters: {
        reasoning: { effort: 'high', summary: 'auto' },
        include: ['reasoning.encrypted_content'],
      },
    }),
  ];

  const withTools = toWireBody({
    model: 'gpt-5.4-mini',
    input: [
      { type: 'message', role: 'user', content: 'Hello' },
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }], encrypted_content: 'gAAAA' },
      { type: 'function_call', call_id: 'call_1', name: 'read_file', arguments: '{"path":"a.ts"}' },
      { type: 'function_call_output', call_id: 'call_1', output: 'a' },
      { type: 'mcp_list_tools', id: 'mcpl_1', server_label: 'docs', tools: [] },
      // Its answer is not here: the schema requires a field of it that it does not have (`request_id`).
      { type: 'mcp_approval_request', id: 'mcpr_1', server_label: 'docs', name: 'search', arguments: '{}' },
      { type: 'message', role: 'user', content: 'Why?' },
    ],
    include: ['reasoning.encrypted_content'],
    toolChoice: 'none',
    parameters: {
      tools: [
        ...workspaceTools.map((tool) => tool.wire()),
        ...mcpEntries({
          docs: { url: 'https://mcp.example.com', headers: { 'x-a': 'b' }, allowedTools: ['x'] },
        }).map((entry) => (entry.kind === 'server' ? mcpServer(entry, 'secret').wire : undefined)),
      ],
    },
  });
  asked.push(withTools);

  it('holds the requests our client sends, which the simulator accepts', async () => {
    await withSimulator(async (simulator) => {
      for (const body of asked) {
        assert.ok(isRequest(body), JSON.stringify(isRequest.errors));
        assert.equal((await post(simulator, body)).status, 200);
      }
    });
  });

  it('refuses a request the simulator refuses too', async () => {
    await withSimulator(async (simulator) => {
      const wrong = { ...chat, temperature: 3 };
      assert.deepEqual([isRequest(wrong), (await post(simulator, wrong)).status], [false, 400]);
    });
  });

  /** Streams that are wrong on purpose are not the API's grammar. */
  const deviating = new Set([
    'events',
    'replay',
    'error-untyped',
    'no-indices',
    'unknown-events',
    'keepalive',
  ]);
  const streaming = scenarioNames.filter((name) => {
    const { http, breakOff, framing } = scenarios[name];
    return (
      http === undefined &&
      breakOff !== 'stall' &&
      breakOff !== 'cut' &&
      breakOff !== 'reset' &&
      framing?.paceMs === undefined &&
      !deviating.has(name)
    );
  });

  it('holds every event and every whole response the simulator sends', async () => {
    await withSimulator(async (simulator) => {
      for (const body of asked) await validated(simulator, body);
      for (const name of streaming) {
        simulator.enqueue({ name, ...(name === 'edit' ? { edit: {} } : {}) });
        await validated(simulator, asked[name.includes('edit') || name.includes('anchor') ? 1 : 0]);
      }
      simulator.enqueue('mcp');
      const approval = { type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: true };
      await validated(simulator, { ...chat, input: [approval] });
      const whole = await post(simulator, { ...asked[2], stream: false });
      assert.ok(isResponse(JSON.parse(whole.text)), JSON.stringify(isResponse.errors));
    });
  });

  it('would notice an event that is not the API’s: a delta without its text', () => {
    const delta = {
      type: 'response.output_text.delta',
      sequence_number: 4,
      item_id: 'msg_1',
      output_index: 0,
      content_index: 0,
    };
    assert.deepEqual([isEvent({ ...delta, delta: 'a' }), isEvent(delta)], [true, false]);
  });

  async function validated(simulator: Simulator, body: unknown): Promise<void> {
    const { text } = await post(simulator, body);
    const events: readonly { readonly type: string; readonly sequence_number?: number }[] = text
      .split(/\r?\n/)
      .filter((line) => line.startsWith('data: {'))
      .map((line) => JSON.parse(line.slice('data: '.length)));
    assert.ok(events.length > 0);
    for (const event of events) {
      assert.ok(knownTypes.has(event.type), `${event.type} is known`);
      assert.ok(isEvent(event), `${JSON.stringify(event).slice(0, 300)}: ${JSON.stringify(isEvent.errors)}`);
    }
    const scenario = scenarioNames.find((name) => name === simulator.requests.at(-1)?.scenario);
    if (scenario !== undefined && scenarios[scenario].deviate !== undefined) return;
    assert.deepEqual(
      events.map((event) => event.sequence_number),
      events.map((_event, index) => index),
    );
  }
});
