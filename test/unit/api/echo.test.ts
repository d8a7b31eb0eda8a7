import assert from 'node:assert/strict';
import { compareEcho, contentFiltersOf, echoOf } from '../../../src/api/echo.ts';
import type { ParameterName } from '../../../src/api/parameters.ts';

describe('What a response repeats of its request', () => {
  const rows: readonly (readonly [ParameterName, unknown, object, 'kept' | 'changed' | 'unsaid'])[] = [
    ['temperature', 0, { temperature: 0 }, 'kept'],
    // Go drops zeros, and the server takes its default.
    ['temperature', 0, { temperature: 1 }, 'changed'],
    // A float of 32 bits.
    ['temperature', 0.7, { temperature: 0.699999988079071 }, 'kept'],
    ['temperature', 0, {}, 'unsaid'],
    ['temperature', 0, { temperature: null }, 'unsaid'],
    ['top_p', 0.5, { top_p: 0.51 }, 'changed'],
    ['max_output_tokens', 4096, { max_output_tokens: 2048 }, 'changed'],
    ['reasoning.effort', 'xhigh', { reasoning: { effort: 'high', summary: null } }, 'changed'],
    ['reasoning.effort', 'low', { reasoning: { effort: null } }, 'unsaid'],
    ['reasoning.effort', 'low', { reasoning: null }, 'unsaid'],
    ['reasoning.summary', 'auto', { reasoning: { summary: 'detailed' } }, 'kept'],
    ['text.verbosity', 'low', { text: { verbosity: 'medium', format: { type: 'text' } } }, 'changed'],
    ['text.format', { type: 'json_object' }, { text: { format: { type: 'text' } } }, 'changed'],
    [
      'text.format',
      { type: 'json_schema', name: 'a', schema: {} },
      { text: { format: { type: 'json_schema', name: 'a', schema: { type: 'object' }, strict: false } } },
      'kept',
    ],
    ['service_tier', 'auto', { service_tier: 'default' }, 'kept'],
    ['service_tier', 'default', { service_tier: 'standard' }, 'kept'],
    ['service_tier', 'priority', { service_tier: 'default' }, 'changed'],
    ['truncation', 'auto', { truncation: 'disabled' }, 'changed'],
    ['tool_choice', 'auto', { tool_choice: 'none' }, 'changed'],
    [
      'tool_choice',
      { type: 'function', name: 'f' },
      { tool_choice: { name: 'f', type: 'function', strict: true } },
      'kept',
    ],
    ['parallel_tool_calls', false, { parallel_tool_calls: true }, 'changed'],
    ['metadata', { team: 'cart' }, { metadata: { team: 'cart', trace: '1' } }, 'kept'],
    ['metadata', { team: 'cart' }, { metadata: {} }, 'changed'],
    ['prompt_cache_retention', 'in_memory', { prompt_cache_retention: 'in-memory' }, 'kept'],
    ['prompt_cache_key', 'a', { prompt_cache_key: 'b' }, 'changed'],
    ['safety_identifier', 'a', { safety_identifier: null }, 'unsaid'],
    ['store', false, { store: true }, 'changed'],
    ['include', [], { include: ['x'] }, 'unsaid'],
  ];
  for (const [name, sent, response, verdict] of rows) {
    it(`is compared with ${name} ${JSON.stringify(sent)}: ${JSON.stringify(response)} is ${verdict} (§0 #1, #9)`, () => {
      const found = compareEcho({ [name]: sent }, echoOf(Object(response)));
      assert.deepEqual(
        found.map((each) => [each.name, each.sent, each.verdict, 'reported' in each]),
        [[name, sent, verdict, verdict === 'changed']],
      );
    });
  }

  it('says nothing of what was not sent', () => {
    assert.deepEqual(compareEcho({}, { temperature: 1, store: true }), []);
  });

  it('tells what content filters found, and nothing where there is no word of any (S-14)', () => {
    const safe = { filtered: false, severity: 'safe' };
    const filters = (results: object, source = 'completion') => ({
      content_filters: [
        { blocked: false, source_type: 'prompt', content_filter_results: { hate: safe, jailbreak: {} } },
        { blocked: false, source_type: source, content_filter_results: { violence: safe, ...results } },
      ],
    });
    assert.deepEqual(
      [
        contentFiltersOf({}),
        contentFiltersOf({ content_filters: null }),
        contentFiltersOf(filters({})),
        contentFiltersOf(filters({ hate: { filtered: true, severity: 'high' } })),
        contentFiltersOf(filters({ jailbreak: { filtered: false, detected: true } }, 'prompt')),
        contentFiltersOf({ content_filters: ['?', { content_filter_results: 1 }] }),
      ],
      [
        undefined,
        undefined,
        [],
        [{ source: 'completion', category: 'hate', severity: 'high', isFiltered: true }],
        [{ source: 'prompt', category: 'jailbreak', isFiltered: false }],
        [],
      ],
    );
  });
});
