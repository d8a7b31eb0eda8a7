import assert from 'node:assert/strict';
import { type Capabilities, withParameters } from '../../../src/api/capabilities.ts';
import { createClient } from '../../../src/api/client.ts';
import type { AnsweredParameter } from '../../../src/api/echo.ts';
import { ApiError } from '../../../src/api/errors.ts';
import type { ParameterRefusal } from '../../../src/api/parameterRefusal.ts';
import type { ParameterValues } from '../../../src/api/parameters.ts';
import { canaryKey } from '../../canary.ts';
import type { Scenario } from '../../simulator/scenario.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { silentLog } from './silentLog.ts';

describe('A request whose parameters are refused', () => {
  let simulator: Simulator;
  let refusals: ParameterRefusal[];
  let repairs: ParameterRefusal[];
  let answered: (readonly AnsweredParameter[])[];

  before(async () => {
    simulator = await startSimulator({ apiKeys: [canaryKey], paceMs: 0 });
  });
  after(() => simulator.close());
  beforeEach(() => {
    simulator.reset();
    refusals = [];
    repairs = [];
    answered = [];
  });

  const capabilities: Capabilities = {
    refusals: () => refusals,
    remember: (refusal) => refusals.push(refusal),
    answered: (parameters) => answered.push(parameters),
  };

  /** How one request ends: the status of its response or the code of its error. */
  async function ask(values: ParameterValues, model = 'gpt-4.1'): Promise<string> {
    const { baseUrl } = simulator;
    const sleep = () => Promise.resolve();
    const client = withParameters(
      createClient({ baseUrl, apiKey: canaryKey, fetch, log: silentLog, sleep }),
      { values, capabilities, onRepair: (refusal) => repairs.push(refusal) },
    );
    const signal = new AbortController().signal;
    const request = { model, input: [{ type: 'message', role: 'user', content: 'Hello' }] } as const;
    try {
      for await (const event of client.stream(request, { signal, idleTimeoutMs: 10_000 })) {
        if (event.type === 'response-end') return event.end.status;
      }
      return 'no end';
    } catch (error) {
      if (error instanceof ApiError) return error.code;
      throw error;
    }
  }

  /** The parameters of every request so far. */
  const sent = () =>
    simulator.requests.map(({ body }) => {
      const { model: _model, stream: _stream, input: _input, ...rest } = Object(body);
      return rest;
    });

  const refusing = (message: string, error: object = {}, status = 400): Scenario => ({
    name: 'http',
    status,
    body: { error: { message, type: 'invalid_request_error', param: null, code: null, ...error } },
  });

  interface Wording {
    readonly reply: Scenario;
    readonly values: ParameterValues;
    /** The parameters of the second request. */
    readonly second: object;
    readonly learnt: ParameterRefusal;
  }

  const gone = (name: ParameterRefusal['name'], value: unknown, reply: Scenario): Wording => ({
    reply,
    values: { [name]: value, max_output_tokens: 500 },
    second: { max_output_tokens: 500 },
    learnt: { name },
  });
  const effort = (reply: Scenario, value: string, instead: string): Wording => ({
    reply,
    values: { 'reasoning.effort': value },
    second: { reasoning: { effort: instead } },
    learnt: { name: 'reasoning.effort', value, instead },
  });

  const [search, code, own] = [
    { type: 'web_search' },
    { type: 'code_interpreter', container: { type: 'auto' } },
    { type: 'function', name: 'read_file', parameters: {}, strict: false },
  ];
  const withoutTool = (reply: Scenario, member = 'web_search'): Wording => ({
    reply,
    values: { tools: [search, code, own] },
    second: { tools: [search, code, own].filter(({ type }) => type !== member) },
    learnt: { name: 'tools', member },
  });
  const withoutInclude = (reply: Scenario): Wording => ({
    reply,
    values: { include: ['message.output_text.logprobs', 'reasoning.encrypted_content'] },
    second: { include: ['message.output_text.logprobs'] },
    learnt: { name: 'include', member: 'reasoning.encrypted_content' },
  });
  /** Of a list only the refused member is given up. */
  const lists: readonly Wording[] = [
    withoutTool(refusing("Hosted tool 'web_search' is not supported with gpt-5-nano.", { param: 'tools' })),
    withoutTool(
      refusing("Invalid value: 'web_search'. Supported values are: 'function' and 'custom'.", {
        param: 'tools[0].type',
        code: 'invalid_value',
      }),
    ),
    withoutTool(refusing('Tool type web_search is not enabled for this account.', { param: '' })),
    withoutTool(
      refusing('container: Extra inputs are not permitted', { param: 'tools.1.container' }),
      'code_interpreter',
    ),
    withoutInclude(refusing('Encrypted content is not supported with this model.', { param: 'include' })),
    withoutInclude(
      refusing("Invalid value: 'reasoning.encrypted_content'.", {
        param: 'include[1]',
        code: 'invalid_value',
      }),
    ),
    {
      reply: refusing("'type' of tool must be 'function'"),
      values: { tools: [search, own] },
      second: { tools: [own] },
      learnt: { name: 'tools', member: 'web_search' },
    },
    {
      reply: refusing("Hosted tool 'web_search' is not supported with gpt-5-nano."),
      values: { tools: [search] },
      second: {},
      learnt: { name: 'tools', member: 'web_search' },
    },
    gone('tools', [search, own], refusing("Unsupported parameter: 'tools'.", { param: 'tools' })),
  ];

  const wordings: readonly Wording[] = [
    gone(
      'temperature',
      0,
      refusing("Unsupported parameter: 'temperature' is not supported with this model.", {
        param: 'temperature',
      }),
    ),
    gone(
      'temperature',
      0,
      refusing(
        "Unsupported parameter: 'temperature' is not supported with this model. (request id: 20260205132859798638387SIHCnxzJ)",
        { param: '', code: '', type: 'comet_api_error' },
      ),
    ),
    gone(
      'top_p',
      0.5,
      refusing("Unknown parameter: 'top_p'.", { param: 'top_p', code: 'unknown_parameter' }),
    ),
    gone('reasoning.effort', 'low', refusing("Unknown parameter: 'reasoning'.", { param: 'reasoning' })),
    gone('top_logprobs', 3, refusing('Unrecognized request argument supplied: top_logprobs')),
    gone(
      'temperature',
      0.2,
      refusing(
        "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.",
        { param: 'temperature', code: 'unsupported_value' },
      ),
    ),
    gone('service_tier', 'flex', refusing('json: unknown field "service_tier"')),
    gone('temperature', 1, refusing('`temperature` is deprecated for this model.')),
    gone('top_p', 0.5, refusing('Invalid JSON payload received. Unknown name "topP": Cannot find field.')),
    gone('metadata', { a: 'b' }, refusing("property 'metadata' is unsupported")),
    gone('reasoning.effort', 'high', refusing('Argument not supported on this model: reasoningEffort')),
    gone(
      'parallel_tool_calls',
      false,
      refusing("create() got an unexpected keyword argument 'parallel_tool_calls'", {}, 422),
    ),
    gone('text.verbosity', 'low', refusing('This model does not support the parameter verbosity.')),
    gone(
      'truncation',
      'auto',
      refusing('The parameter truncation is not allowed.', { code: 'unsupported_parameter' }),
    ),
    gone(
      'include',
      ['reasoning.encrypted_content'],
      refusing("Unsupported parameter: 'include'.", { param: 'include[0]' }),
    ),
    gone('safety_identifier', 'x', {
      name: 'http',
      status: 422,
      body: {
        detail: [
          {
            loc: ['body', 'safety_identifier'],
            msg: 'Extra inputs are not permitted',
            type: 'extra_forbidden',
          },
        ],
      },
    }),
    effort(
      refusing(
        "Unsupported value: 'xhigh' is not supported with the 'gpt-5' model. Supported values are: 'low', 'medium', and 'high'.",
        { param: 'reasoning.effort', code: 'unsupported_value' },
      ),
      'xhigh',
      'high',
    ),
    effort(
      refusing("Invalid value: 'minimal'. Supported values are: 'none', 'low', 'medium', and 'high'."),
      'minimal',
      'none',
    ),
    effort(refusing('reasoning_effort must be one of low, high'), 'medium', 'low'),
    {
      reply: refusing("Invalid value: 'flex'. Supported values are: 'auto' and 'default'.", {
        param: 'service_tier',
        code: 'invalid_value',
      }),
      values: { service_tier: 'flex' },
      second: {},
      learnt: { name: 'service_tier', value: 'flex' },
    },
    {
      reply: refusing(
        "Invalid 'max_output_tokens': integer above maximum value. Expected a value <= 4096, but got 100000 instead.",
        { param: 'max_output_tokens', code: 'integer_above_max_value' },
      ),
      values: { max_output_tokens: 100_000 },
      second: { max_output_tokens: 4096 },
      learnt: { name: 'max_output_tokens', value: 100_000, instead: 4096 },
    },
    {
      reply: refusing('temperature: Input should be less than or equal to 1'),
      values: { temperature: 1.5 },
      second: { temperature: 1 },
      learnt: { name: 'temperature', value: 1.5, instead: 1 },
    },
    {
      reply: refusing(
        '`temperature` and `top_p` cannot both be specified for this model. Please use only one.',
      ),
      values: { temperature: 0, top_p: 0.5 },
      second: { temperature: 0 },
      learnt: { name: 'top_p' },
    },
    ...lists,
  ];
  for (const { reply, values, second, learnt } of wordings) {
    it(`is answered without them, once and for all: ${JSON.stringify(reply.body)} (S-13, M-G4, §7 #22)`, async () => {
      simulator.enqueue(reply);
      const first = await ask(values);
      const requests = sent();
      const again = await ask(values);
      assert.deepEqual(
        { first, requests: requests.slice(1), repairs, refusals, again, next: sent().slice(2) },
        {
          first: 'completed',
          requests: [second],
          repairs: [learnt],
          refusals: [learnt],
          again: 'completed',
          next: [second],
        },
      );
    });
  }

  it('tells what became of each parameter once it is answered, by what the response repeats (§0 #9)', async () => {
    simulator.enqueue(refusing("Unsupported parameter: 'top_p'."));
    await ask({ temperature: 0, top_p: 0, service_tier: 'flex', safety_identifier: 'me', include: [] });
    assert.deepEqual(answered, [
      [
        { name: 'temperature', sent: 0, verdict: 'kept' },
        // The gateway drops both, and an echo of null is no proof of it.
        { name: 'service_tier', sent: 'flex', verdict: 'changed', reported: 'default' },
        { name: 'include', sent: [], verdict: 'unsaid' },
        { name: 'safety_identifier', sent: 'me', verdict: 'unsaid' },
      ],
    ]);
  });

  it('learns nothing from an answer that failed', async () => {
    simulator.enqueue({ name: 'failed-nested' });
    assert.deepEqual([await ask({ temperature: 0 }), answered], ['failed', []]);
  });

  it('spells in-memory the other way before it leaves it out', async () => {
    const reply = refusing("Invalid value: 'in_memory'. Supported values are: 'in-memory' and '24h'.", {
      param: 'prompt_cache_retention',
    });
    simulator.enqueue(reply);
    simulator.enqueue(reply);
    assert.deepEqual(
      [await ask({ prompt_cache_retention: 'in-memory' }), sent(), refusals, repairs],
      [
        'completed',
        [{ prompt_cache_retention: 'in_memory' }, { prompt_cache_retention: 'in-memory' }, {}],
        [{ name: 'prompt_cache_retention', value: 'in_memory' }],
        [{ name: 'prompt_cache_retention', value: 'in_memory' }],
      ],
    );
  });

  it('gives up one after the other what a reasoning model names one at a time', async () => {
    const end = await ask({ temperature: 0, top_p: 0 }, 'gpt-6-sol');
    assert.deepEqual(
      [end, sent(), refusals],
      [
        'completed',
        [{ temperature: 0, top_p: 0 }, { top_p: 0 }, {}],
        [{ name: 'temperature' }, { name: 'top_p' }],
      ],
    );
  });

  it('comes to an end however often it is refused, and learns nothing from that', async () => {
    for (let count = 0; count < 5; count++) {
      simulator.enqueue(refusing("Unsupported parameter: 'temperature' is not supported with this model."));
    }
    assert.deepEqual(
      [await ask({ temperature: 0 }), sent().length, refusals, repairs],
      ['invalid_request', 2, [], []],
    );
  });

  it('sends another value than the refused one', async () => {
    refusals.push({ name: 'reasoning.effort', value: 'xhigh', instead: 'high' }, { name: 'temperature' });
    await ask({ 'reasoning.effort': 'xhigh', temperature: 0 });
    await ask({ 'reasoning.effort': 'low', temperature: 1 });
    assert.deepEqual(sent(), [{ reasoning: { effort: 'high' } }, { reasoning: { effort: 'low' } }]);
  });

  const others: readonly Scenario[] = [
    refusing("Previous response with id 'resp_1' not found.", {
      param: 'previous_response_id',
      code: 'previous_response_not_found',
    }),
    refusing("Invalid value: 'input_audio'. Supported values are: 'input_text'.", {
      param: 'input[0].content[0].type',
    }),
    refusing("Invalid schema for response_format 'edit': x", { param: 'text.format.schema' }),
    refusing('Your messages could not be read, include a role.'),
    refusing('Something went wrong after the parameter temperature was read.'),
    refusing('The temperature of the room is unknown', {}, 401),
    { name: '400-context' },
    { name: '503-model' },
    { name: '500-invalid-request' },
  ];
  for (const reply of others) {
    it(`fails as it is when they are not the reason: ${JSON.stringify(reply.body ?? reply.name)}`, async () => {
      simulator.enqueue(reply);
      const end = await ask({ temperature: 0, include: [], metadata: {}, 'text.verbosity': 'low' });
      assert.deepEqual([end === 'completed', sent().length, repairs], [false, 1, []]);
    });
  }

  const schemaProblems: readonly Scenario[] = [
    refusing("Invalid schema for function 'read_file': In context=(), 'uri' is not a valid format.", {
      param: 'tools[1].parameters',
      code: 'invalid_function_parameters',
    }),
    refusing("Invalid schema for function 'read_file': 'oneOf' is not supported.", { param: 'tools' }),
    refusing("'oneOf' is not supported.", { param: 'tools[1].parameters.properties' }),
  ];
  for (const reply of schemaProblems) {
    it(`fails as it is when a function was described wrongly, so that nobody misses it: ${JSON.stringify(reply.body)} (§7 #31)`, async () => {
      simulator.enqueue(reply);
      const end = await ask({ tools: [search, own] });
      assert.deepEqual([end, sent().length, repairs], ['invalid_request', 1, []]);
    });
  }

  it('is not sent again once something was answered, whatever the error says', async () => {
    simulator.enqueue({
      name: 'events',
      events: [
        { type: 'response.output_text.delta', output_index: 0, content_index: 0, item_id: 'm', delta: 'Hi' },
        { type: 'error', code: 'invalid_request', message: "Unsupported parameter: 'top_p'" },
      ],
    });
    assert.deepEqual([await ask({ top_p: 0 }), sent(), repairs], ['failed', [{ top_p: 0 }], []]);
  });

  it('is repaired too when the refusal comes inside the stream', async () => {
    const error = { code: 'invalid_request', message: "Unsupported parameter: 'top_p'" };
    simulator.enqueue({ name: 'events', events: [{ type: 'error', ...error }] });
    assert.deepEqual([await ask({ top_p: 0 }), sent()], ['completed', [{ top_p: 0 }, {}]]);
  });
});
