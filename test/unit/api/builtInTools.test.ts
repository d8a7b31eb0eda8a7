import assert from 'node:assert/strict';
import { withBuiltInTools } from '../../../src/api/builtInTools.ts';
import { sentValues, withParameters } from '../../../src/api/capabilities.ts';
import { ApiError } from '../../../src/api/errors.ts';
import type { ApiEvent } from '../../../src/api/events.ts';
import type { ParameterRefusal } from '../../../src/api/parameterRefusal.ts';
import type { ResponseRequest } from '../../../src/api/request.ts';

const all = ['web_search', 'file_search', 'code_interpreter'] as const;

describe('The tools of the server', () => {
  it('are sent with what they need, and with what is needed to show them (S-5)', () => {
    assert.deepEqual(
      [
        withBuiltInTools({}, { tools: all, vectorStoreIds: ['vs_1'] }),
        withBuiltInTools({}, { tools: ['code_interpreter'], vectorStoreIds: [], containerId: 'cntr_1' }),
        withBuiltInTools({ temperature: 0 }, { tools: [], vectorStoreIds: ['vs_1'] }),
        withBuiltInTools({}, { tools: ['file_search'], vectorStoreIds: [] }),
      ],
      [
        {
          tools: [
            { type: 'web_search_preview' },
            { type: 'file_search', vector_store_ids: ['vs_1'] },
            { type: 'code_interpreter', container: { type: 'auto' } },
          ],
          include: [
            'web_search_call.action.sources',
            'file_search_call.results',
            'code_interpreter_call.outputs',
          ],
        },
        {
          tools: [{ type: 'code_interpreter', container: 'cntr_1' }],
          include: ['code_interpreter_call.outputs'],
        },
        { temperature: 0 },
        {},
      ],
    );
  });

  it('come behind what the person wrote, and not where the person wrote the same tool', () => {
    const written = { type: 'web_search', search_context_size: 'low' };
    const include = ['message.output_text.logprobs', 'code_interpreter_call.outputs'];
    assert.deepEqual(
      withBuiltInTools(
        { tools: [written], include },
        { tools: ['web_search', 'code_interpreter'], vectorStoreIds: [] },
      ),
      { tools: [written, { type: 'code_interpreter', container: { type: 'auto' } }], include },
    );
  });

  it('are asked for by their other name when the first one is refused, at once and from then on', async () => {
    const refused = (name: string) =>
      new ApiError('invalid_request', 'no', {
        param: 'tools[0].type',
        serverMessage: `Hosted tool '${name}' is not supported with this model.`,
      });
    assert.deepEqual(
      [
        await repairs([{ type: 'web_search_preview' }], refused('web_search_preview')),
        await repairs([{ type: 'web_search_preview' }], refused('web_search_preview'), refused('web_search')),
        await repairs([{ type: 'web_search_preview', user_location: {} }], refused('web_search_preview')),
        sentValues({ tools: [{ type: 'web_search_preview' }] }, [
          { name: 'tools', member: 'web_search_preview' },
        ]),
      ],
      [
        {
          sent: [[{ type: 'web_search_preview' }], [{ type: 'web_search' }]],
          repairs: [{ name: 'tools', member: 'web_search_preview', instead: 'web_search' }],
        },
        {
          sent: [[{ type: 'web_search_preview' }], [{ type: 'web_search' }], undefined],
          repairs: [
            { name: 'tools', member: 'web_search_preview', instead: 'web_search' },
            { name: 'tools', member: 'web_search' },
          ],
        },
        {
          sent: [
            [{ type: 'web_search_preview', user_location: {} }],
            [{ type: 'web_search', user_location: {} }],
          ],
          repairs: [{ name: 'tools', member: 'web_search_preview', instead: 'web_search' }],
        },
        { tools: [{ type: 'web_search' }] },
      ],
    );
  });
});

/** What is sent when each of the first requests is refused, and what is told of it. */
async function repairs(tools: readonly object[], ...errors: readonly ApiError[]) {
  const sent: unknown[] = [];
  const told: ParameterRefusal[] = [];
  const left = [...errors];
  const client = {
    async *stream(request: ResponseRequest): AsyncGenerator<ApiEvent, void, undefined> {
      sent.push(request.parameters?.['tools']);
      const error = left.shift();
      if (error !== undefined) throw error;
      yield { type: 'response-end', end: { status: 'completed' }, unknownEvents: {} };
    },
  };
  const stream = withParameters(
    // The other methods of a client are not called.
    client as unknown as Parameters<typeof withParameters>[0],
    {
      values: { tools },
      capabilities: { refusals: () => [], remember: () => {} },
      onRepair: (refusal) => told.push(refusal),
    },
  ).stream({ model: 'm', input: [] }, { signal: new AbortController().signal, idleTimeoutMs: 1000 });
  for await (const _event of stream);
  return { sent, repairs: told };
}
