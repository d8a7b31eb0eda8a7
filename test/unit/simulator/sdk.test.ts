import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { type ScenarioName, scenarioNames } from '../../simulator/scenario.ts';
import { isAboutEdits, isAboutMemory, scenarios } from '../../simulator/scenarios.ts';
import { collect, withSimulator } from './collect.ts';

const grammar = [
  'response.created',
  'response.in_progress',
  'response.output_item.added',
  'response.content_part.added',
  'response.output_text.done',
  'response.content_part.done',
  'response.output_item.done',
  'response.completed',
];

describe('The official openai client', () => {
  it('streams a plain answer in the grammar of the API, and gets the same answer without streaming', async () => {
    await withSimulator(async (_simulator, client) => {
      const streamed = await collect(client, {});
      const whole = await client.responses.create({ model: 'gpt-5.4-mini', input: 'Hello' });
      const completed = streamed.last?.type === 'response.completed' ? streamed.last.response : undefined;
      assert.deepEqual(
        {
          types: streamed.types.filter((type) => !type.endsWith('.delta')),
          same: streamed.text === whole.output_text,
          enough: streamed.text.length > 200,
          model: completed?.model,
          status: [completed?.status, whole.status],
          sum:
            (whole.usage?.input_tokens ?? 0) + (whole.usage?.output_tokens ?? 0) ===
            whole.usage?.total_tokens,
        },
        {
          types: grammar,
          same: true,
          enough: true,
          model: 'gpt-5.4-mini-2026-03-17',
          status: ['completed', 'completed'],
          sum: true,
        },
      );
    });
  });

  it('assembles a streamed response with its own accumulator, text and reasoning included', async () => {
    await withSimulator(async (_simulator, client) => {
      const stream = client.responses.stream({ model: 'o3', input: 'Why?', reasoning: { summary: 'auto' } });
      const response = await stream.finalResponse();
      const [reasoning, message] = response.output;
      assert.deepEqual(
        {
          types: response.output.map(({ type }) => type),
          summaries: reasoning?.type === 'reasoning' ? reasoning.summary.length : 0,
          text: message?.type === 'message' ? message.content.map(({ type }) => type) : [],
          reasoned: (response.usage?.output_tokens_details.reasoning_tokens ?? 0) > 10,
        },
        { types: ['reasoning', 'message'], summaries: 2, text: ['output_text'], reasoned: true },
      );
    });
  });

  it('lists a few hundred models, the default one and models that write no text among them', async () => {
    await withSimulator(async (_simulator, client) => {
      const { data } = await client.models.list();
      const ids = data.map(({ id }) => id);
      assert.deepEqual(
        {
          many: ids.length >= 200 && new Set(ids).size === ids.length,
          has: ['gpt-5.4-mini', 'gpt-image-2', 'whisper-1'].map((id) => ids.includes(id)),
        },
        { many: true, has: [true, true, true] },
      );
    });
  });

  const refused: readonly (readonly [ScenarioName, string, number, string | undefined])[] = [
    ['400-context', 'BadRequestError', 400, 'context_length_exceeded'],
    ['401', 'AuthenticationError', 401, ''],
    ['402', 'APIError', 402, 'insufficient_quota'],
    ['403', 'PermissionDeniedError', 403, ''],
    ['403-quota', 'PermissionDeniedError', 403, 'insufficient_user_quota'],
    ['413', 'APIError', 413, 'read_request_body_failed'],
    ['429', 'RateLimitError', 429, 'rate_limit_exceeded'],
    ['429-empty', 'RateLimitError', 429, undefined],
    ['500', 'InternalServerError', 500, 'do_request_failed'],
    ['500-invalid-request', 'InternalServerError', 500, 'invalid_request'],
    ['501', 'InternalServerError', 501, 'api_not_implemented'],
    ['503-model', 'InternalServerError', 503, 'model_not_found'],
    ['524', 'InternalServerError', 524, undefined],
  ];
  for (const [name, kind, status, code] of refused) {
    it(`sees ${name} as ${kind} with code ${JSON.stringify(code)}`, async () => {
      await withSimulator(async (simulator, client) => {
        simulator.enqueue(name);
        const { error } = await collect(client, {});
        assert.ok(error instanceof OpenAI.APIError);
        assert.deepEqual(
          [error.constructor.name, error.status, error.code ?? undefined],
          [kind, status, code],
        );
      });
    });
  }

  it('waits as long as Retry-After says and then succeeds', async () => {
    await withSimulator(async (simulator) => {
      simulator.enqueue({ name: '429', times: 2, retryAfter: 0.01 });
      const client = new OpenAI({ apiKey: 'sk-test-0123456789', baseURL: simulator.baseUrl, maxRetries: 2 });
      const { text } = await collect(client, {});
      assert.deepEqual(
        [simulator.requests.map(({ status }) => status), text.length > 0],
        [[429, 429, 200], true],
      );
    });
  });

  const broken: readonly (readonly [ScenarioName, string, string | undefined])[] = [
    ['cut', 'terminated', 'UND_ERR_SOCKET'],
    ['reset', 'terminated', 'ECONNRESET'],
    ['reset-headers', 'Connection error.', undefined],
  ];
  for (const [name, message, cause] of broken) {
    it(`notices ${name}`, async () => {
      await withSimulator(async (simulator, client) => {
        simulator.enqueue(name);
        const { error } = await collect(client, {});
        assert.ok(error instanceof Error);
        assert.deepEqual([error.message, codeOf(error.cause)], [message, cause]);
      });
    });
  }

  it('takes a stream without a terminal event for a whole one: cut-clean sends eight deltas and ends properly', async () => {
    await withSimulator(async (simulator, client) => {
      simulator.enqueue('cut-clean');
      const { types, error } = await collect(client, {});
      assert.deepEqual(
        [error, types.filter((type) => type.endsWith('.delta')).length, types.includes('response.completed')],
        [undefined, 8, false],
      );
    });
  });

  for (const name of ['stall', 'stall-headers'] as const) {
    it(`waits in ${name} until it leaves, which the simulator records`, async () => {
      await withSimulator(async (simulator) => {
        simulator.enqueue(name);
        const leave = new AbortController();
        const request = fetch(`${simulator.baseUrl}/responses`, {
          method: 'POST',
          headers: { Authorization: 'Bearer sk-test', 'Content-Type': 'application/json' },
          body: JSON.stringify({ model: 'gpt-5.4-mini', input: 'Hello', stream: true }),
          signal: leave.signal,
        });
        const arrived = await simulator.waitFor(() => true);
        if (name === 'stall') await (await request).body?.getReader().read();
        assert.equal(arrived.end, undefined);
        leave.abort();
        await request.catch(() => undefined);
        const closed = await simulator.waitFor(({ end }) => end !== undefined);
        assert.deepEqual([closed.end, closed.clientClosedAt !== undefined], ['client-closed', true]);
      });
    });
  }

  const ends: readonly (readonly [ScenarioName, string])[] = [
    ['incomplete', 'max_output_tokens'],
    ['content-filter', 'content_filter'],
  ];
  for (const [name, reason] of ends) {
    it(`gets ${name} as an incomplete response that keeps its text`, async () => {
      await withSimulator(async (simulator, client) => {
        simulator.enqueue(name);
        const { last, text } = await collect(client, {});
        assert.ok(last?.type === 'response.incomplete');
        assert.deepEqual(
          [
            last.response.incomplete_details?.reason,
            last.response.status,
            last.response.output[0]?.type,
            text.length > 50,
          ],
          [reason, 'incomplete', 'message', true],
        );
      });
    });
  }

  it('ends a stream at max_output_tokens with reason and usage', async () => {
    await withSimulator(async (_simulator, client) => {
      const { last, text } = await collect(client, { max_output_tokens: 16 });
      assert.ok(last?.type === 'response.incomplete');
      assert.deepEqual([text.length <= 64, last.response.usage?.output_tokens], [true, 16]);
    });
  });

  it('throws for the nested error event with its code, and reads the flat one as an event', async () => {
    await withSimulator(async (simulator, client) => {
      simulator.enqueue('failed-nested');
      simulator.enqueue('error-flat');
      simulator.enqueue('error-untyped');
      const nested = await collect(client, {});
      const flat = await collect(client, {});
      const untyped = await collect(client, {});
      assert.ok(nested.error instanceof OpenAI.APIError && untyped.error instanceof OpenAI.APIError);
      assert.ok(flat.last?.type === 'error');
      assert.deepEqual(
        [nested.error.code, flat.last.code, untyped.error.code, nested.text.length > 0],
        ['server_error', 'server_error', 'server_error', true],
      );
    });
  });

  it('gets a refusal as a refusal part, streamed', async () => {
    await withSimulator(async (simulator, client) => {
      simulator.enqueue({ name: 'refusal', text: 'No, thank you.' });
      const { last, types } = await collect(client, {});
      assert.ok(last?.type === 'response.completed' && last.response.output[0]?.type === 'message');
      assert.deepEqual(
        [last.response.output[0].content, types.includes('response.refusal.delta')],
        [[{ type: 'refusal', refusal: 'No, thank you.' }], true],
      );
    });
  });

  it('calls a required function with arguments that fit its schema, and answers once it has the output', async () => {
    await withSimulator(async (_simulator, client) => {
      const tools: OpenAI.Responses.FunctionTool[] = [
        {
          type: 'function',
          name: 'weather',
          strict: true,
          parameters: {
            type: 'object',
            properties: { city: { type: 'string' } },
            required: ['city'],
            additionalProperties: false,
          },
        },
      ];
      const first = await client.responses.create({
        model: 'gpt-5.4-mini',
        input: 'Rain?',
        tools,
        tool_choice: 'required',
      });
      const [call] = first.output;
      assert.ok(call?.type === 'function_call');
      const second = await client.responses.create({
        model: 'gpt-5.4-mini',
        input: [
          { role: 'user', content: 'Rain?' },
          call,
          { type: 'function_call_output', call_id: call.call_id, output: 'no' },
        ],
        tools,
      });
      assert.deepEqual(
        [call.name, JSON.parse(call.arguments), second.output[0]?.type],
        ['weather', { city: 'sample' }, 'message'],
      );
    });
  });

  it('assembles calls side by side and the dialogue with a tool server, and goes on with their answers (S-6, S-7)', async () => {
    await withSimulator(async (simulator, client) => {
      const types = async (body: Partial<OpenAI.Responses.ResponseCreateParamsStreaming>) => {
        const stream = client.responses.stream({ model: 'gpt-5.4-mini', input: 'Hi', ...body });
        const { id, output } = await stream.finalResponse();
        return { id, output, types: output.map(({ type }) => type) };
      };
      simulator.enqueue('function-calls');
      const called = await types({});
      const outputs = called.output.flatMap((item) =>
        item.type === 'function_call'
          ? [{ type: 'function_call_output' as const, call_id: item.call_id, output: item.name }]
          : [],
      );
      const unanswered = await types({ previous_response_id: called.id, input: outputs.slice(1) }).catch(
        (error: unknown) => (error instanceof OpenAI.BadRequestError ? error.message : error),
      );
      const answered = await types({ previous_response_id: called.id, input: outputs });
      const tools: OpenAI.Responses.Tool[] = [
        {
          type: 'mcp',
          server_label: 'docs',
          server_url: 'https://mcp.example.com',
          require_approval: 'always',
        },
      ];
      simulator.enqueue('mcp');
      const asked = await types({ tools });
      const request = asked.output.at(-1);
      assert.ok(request?.type === 'mcp_approval_request');
      simulator.enqueue('mcp');
      const allowed = await types({
        tools,
        previous_response_id: asked.id,
        input: [{ type: 'mcp_approval_response', approval_request_id: request.id, approve: true }],
      });
      assert.deepEqual(
        [
          called.types,
          String(unanswered).includes('No tool output found'),
          answered.types,
          asked.types,
          allowed.types,
        ],
        [
          ['function_call', 'function_call', 'function_call'],
          true,
          ['message'],
          ['mcp_list_tools', 'mcp_approval_request'],
          ['mcp_call', 'message'],
        ],
      );
    });
  });

  it('goes on from previous_response_id, and is refused for one that was not stored', async () => {
    await withSimulator(async (_simulator, client) => {
      const input = '<file path="a.ts" language="typescript">\nvar a = 1;\n</file>\n\nExplain this.';
      const first = await client.responses.create({ model: 'gpt-5.4-mini', input });
      const next = await client.responses.create({
        model: 'gpt-5.4-mini',
        input: 'Why?',
        previous_response_id: first.id,
      });
      const unstored = await client.responses.create({ model: 'gpt-5.4-mini', input: 'Hi', store: false });
      const error = await client.responses
        .create({ model: 'gpt-5.4-mini', input: 'Why?', previous_response_id: unstored.id })
        .catch((problem: unknown) => problem);
      assert.ok(error instanceof OpenAI.BadRequestError);
      assert.deepEqual(
        [next.output_text.includes('`a.ts`'), error.code],
        [true, 'previous_response_not_found'],
      );
    });
  });

  const memories: readonly (readonly [ScenarioName, string, number, string | undefined])[] = [
    ['previous-not-found', 'BadRequestError', 400, 'previous_response_not_found'],
    ['previous-expired', 'NotFoundError', 404, undefined],
    ['previous-unsupported', 'BadRequestError', 400, 'unsupported_parameter'],
    ['previous-no-tool-output', 'BadRequestError', 400, undefined],
  ];
  for (const [name, kind, status, code] of memories) {
    it(`is refused by ${name} only where it goes on from a response, and in each such request where it is the fallback`, async () => {
      await withSimulator(
        async (_simulator, client) => {
          const { last } = await collect(client, {});
          assert.ok(last?.type === 'response.completed');
          const { error } = await collect(client, { previous_response_id: last.response.id });
          assert.ok(error instanceof OpenAI.APIError);
          assert.deepEqual(
            [error.constructor.name, error.status, error.code ?? undefined],
            [kind, status, code],
          );
        },
        { fallback: { name } },
      );
    });
  }

  it('sees by the echo whether a response goes on from the one it named', async () => {
    await withSimulator(async (simulator, client) => {
      const { last } = await collect(client, { input: 'My name is Ada.' });
      assert.ok(last?.type === 'response.completed');
      const next = { input: 'Hello', previous_response_id: last.response.id };
      const honoured = await collect(client, next);
      simulator.enqueue('previous-ignored');
      const ignored = await collect(client, next);
      assert.deepEqual(
        [honoured, ignored].map(
          (each) => each.last?.type === 'response.completed' && each.last.response.previous_response_id,
        ),
        [last.response.id, null],
      );
    });
  });

  it('counts a long prefix it has seen before as cached', async () => {
    await withSimulator(async (_simulator, client) => {
      const instructions = 'Be kind. '.repeat(1000);
      const cached = async (input: string): Promise<number | undefined> =>
        (await client.responses.create({ model: 'gpt-5.4-mini', instructions, input })).usage
          ?.input_tokens_details.cached_tokens;
      assert.deepEqual([await cached('One'), await cached('Two')], [0, 2176]);
    });
  });

  const silent = new Set<ScenarioName>(['stall', 'stall-headers', 'slow', 'replay', 'redirect']);
  it('drives every other scenario to its end without hanging', async () => {
    await withSimulator(async (simulator, client) => {
      const names = scenarioNames.filter((name) => !silent.has(name) && scenarios[name].http === undefined);
      for (const name of names) {
        simulator.enqueue({ name, times: 1 });
        const schema = { type: 'object', properties: {}, required: [], additionalProperties: false };
        const edit = { type: 'json_schema' as const, name: 'edit', strict: true, schema };
        await collect(client, {
          text: { format: isAboutEdits(name) ? edit : { type: 'text' } },
          ...(isAboutMemory(name) ? { previous_response_id: 'resp_0' } : {}),
        });
        const last = simulator.requests.at(-1);
        // A client that throws in the middle leaves a moment before the server notices.
        await simulator.waitFor((request) => request === last && request.end !== undefined);
      }
      assert.deepEqual(
        simulator.requests.map(({ scenario, failure }) => [scenario, failure]),
        names.map((name) => [name, undefined]),
      );
    });
  });
});

function codeOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}
