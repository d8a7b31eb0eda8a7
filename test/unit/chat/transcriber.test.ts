import assert from 'node:assert/strict';
import { createEventReader } from '../../../src/api/eventReader.ts';
import { createSseReader } from '../../../src/api/sse.ts';
import { answerWithSources } from '../../../src/chat/history.ts';
import { createTranscriber } from '../../../src/chat/transcriber.ts';
import { type AssistantTurn, emptyTranscript, reduce } from '../../../src/protocol/transcript.ts';
import { readRecordings } from '../api/shared.ts';

/** Of one pixel. */
const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('A call in the transcript', () => {
  it('of a search has what was searched for, what was opened and where it was found (S-5)', () => {
    const action = {
      type: 'search',
      query: 'old',
      queries: ['a', 'b'],
      sources: [{ type: 'url', url: 'https://example.org/x' }, { type: 'api', name: 'weather' }, {}],
    };
    assert.deepEqual(
      [
        details({ type: 'web_search_call', action }),
        details({ type: 'web_search_call', action: { type: 'search', query: 'one' } }),
        details({ type: 'web_search_call', action: { type: 'open_page', url: 'https://example.org' } }),
        details({
          type: 'web_search_call',
          action: { type: 'find_in_page', url: 'https://example.org', pattern: 'x' },
        }),
        details({
          type: 'file_search_call',
          queries: ['q'],
          results: [{ filename: 'a.pdf', text: 'found', score: 0.9 }, { file_id: 'file-1' }, {}],
        }),
      ],
      [
        [
          { kind: 'query', text: 'a' },
          { kind: 'query', text: 'b' },
          { kind: 'page', url: 'https://example.org/x' },
          { kind: 'listed', name: 'weather' },
        ],
        [{ kind: 'query', text: 'one' }],
        [{ kind: 'page', url: 'https://example.org' }],
        [{ kind: 'page', url: 'https://example.org', pattern: 'x' }],
        [
          { kind: 'query', text: 'q' },
          { kind: 'excerpt', name: 'a.pdf', text: 'found', score: 0.9 },
          { kind: 'excerpt', name: 'file-1', text: '' },
        ],
      ],
    );
  });

  it('of code has its logs and its pictures, and of a remote picture only the address (S-5, S38)', () => {
    const outputs = [
      { type: 'logs', logs: '0.0042' },
      { type: 'image', url: `data:image/png;base64,${picture}` },
      { type: 'image', url: 'https://example.org/plot.png' },
      { type: 'image', url: 'data:image/svg+xml;base64,AAAA' },
    ];
    assert.deepEqual(details({ type: 'code_interpreter_call', outputs }), [
      { kind: 'output', text: '0.0042' },
      { kind: 'image', data: `data:image/png;base64,${picture}` },
      { kind: 'page', url: 'https://example.org/plot.png' },
    ]);
  });

  it('of an image has the picture and the prompt it was made from, and nothing that is no picture', () => {
    const image = { type: 'image_generation_call', result: picture, output_format: 'png' };
    assert.deepEqual(
      [
        details({ ...image, revised_prompt: 'a raccoon' }),
        details({ ...image, result: '<svg onload=x>' }),
        details({ ...image, output_format: 'svg+xml' }),
      ],
      [[{ kind: 'image', data: `data:image/png;base64,${picture}`, description: 'a raccoon' }], [], []],
    );
  });

  it('of a tool on a server has its names, its output and its error (B-19)', () => {
    const call = { type: 'mcp_call', server_label: 'docs', name: 'search', arguments: '{"q":1}' };
    const tools = [{ name: 'search', description: 'Searches' }, { name: 'open' }];
    assert.deepEqual(
      [
        tool({ ...call, output: 'found' }),
        tool({ ...call, error: { type: 'http_error', code: 500, message: 'down' } }),
        tool({ ...call, error: 'refused' }),
        tool({ type: 'mcp_list_tools', server_label: 'docs', tools }),
        tool({ type: 'mcp_approval_request', server_label: 'docs', name: 'search', arguments: '{}' }),
      ].map(({ state, name, server, text, details: all }) => ({ state, name, server, text, all })),
      [
        {
          state: 'done',
          name: 'search',
          server: 'docs',
          text: '{"q":1}',
          all: [{ kind: 'output', text: 'found' }],
        },
        {
          state: 'failed',
          name: 'search',
          server: 'docs',
          text: '{"q":1}',
          all: [{ kind: 'error', text: 'down' }],
        },
        {
          state: 'failed',
          name: 'search',
          server: 'docs',
          text: '{"q":1}',
          all: [{ kind: 'error', text: 'refused' }],
        },
        {
          state: 'done',
          name: undefined,
          server: 'docs',
          text: '',
          all: [
            { kind: 'listed', name: 'search', description: 'Searches' },
            { kind: 'listed', name: 'open' },
          ],
        },
        { state: 'waiting', name: 'search', server: 'docs', text: '{}', all: [] },
      ],
    );
  });

  it('of a shell has what each command wrote', () => {
    const output = [{ stdout: 'a', stderr: '', outcome: {} }, { stdout: '', stderr: 'b' }, {}];
    assert.deepEqual(details({ type: 'shell_call_output', output }), [
      { kind: 'output', text: 'a' },
      { kind: 'output', text: 'b' },
    ]);
  });

  it('is prepared, runs and ends as its events say; without a word of its end it is done', () => {
    const begun = added({ type: 'code_interpreter_call' });
    const status = (word: string) => ({
      type: `response.code_interpreter_call.${word}`,
      output_index: 0,
    });
    const end = (item: object) => ({
      type: 'response.output_item.done',
      output_index: 0,
      item: { type: 'code_interpreter_call', ...item },
    });
    const states = [
      [begun],
      [begun, status('in_progress')],
      [begun, status('interpreting')],
      [begun, status('failed')],
      [begun, end({ status: 'completed' })],
      [begun, end({ status: 'incomplete' })],
      [begun, { type: 'response.completed', response: { output: [] } }],
      [added({ type: 'function_call', name: 'f' }), end({})],
      [added({ type: 'vendor:thing' })],
    ].map((events) => itemsOf(events).map(({ state }) => state));
    assert.deepEqual(states, [
      ['preparing'],
      ['preparing'],
      ['running'],
      ['failed'],
      ['done'],
      ['failed'],
      ['done'],
      ['preparing', 'done'],
      ['running'],
    ]);
  });

  it('shows the newest unfinished picture, and then the finished one', () => {
    const partial = (data: string) => ({
      type: 'response.image_generation_call.partial_image',
      output_index: 0,
      partial_image_b64: data,
      output_format: 'png',
    });
    assert.deepEqual(itemsOf([partial('AAAA'), partial('BBBB')])[0]?.details, [
      { kind: 'image', data: 'data:image/png;base64,BBBB' },
    ]);
  });

  it('has a name, an input or a detail in every recorded stream where its server gave one (S-3)', function () {
    const counts = new Map<string, number>();
    const bare = new Set<string>();
    for (const { name, body } of readRecordings(this)) {
      const frames = createSseReader();
      const events = [...frames.push(body), ...frames.end()].flatMap((frame) =>
        frame.kind === 'json' && typeof frame.value === 'object' && frame.value !== null ? [frame.value] : [],
      );
      for (const item of itemsOf(events)) {
        counts.set(item.itemType, (counts.get(item.itemType) ?? 0) + 1);
        const isBare = item.text === '' && item.name === undefined && item.details.length === 0;
        if (isBare) bare.add(`${item.itemType} in ${name}`);
      }
    }
    console.log(`      ${[...counts].map(([type, count]) => `${type} ${count}`).join(', ')}`);
    // Their servers said nothing but that there was one.
    assert.deepEqual(
      [...bare],
      [
        'web_search_call in pydantic-ai/test_vercel_ai__test_run.0.sse',
        'compaction in vercel-ai/openai__openai-compaction.1.chunks.txt',
        'web_search_call in vercel-ai/xai__xai-x-search-tool.chunks.txt',
      ],
    );
  });
});

describe('The sources of an answer in the transcript', () => {
  it('are numbered once each; places are offsets into the text of all parts, clamped to it (S-5)', () => {
    const text = (content_index: number, delta: string) => ({
      type: 'response.output_text.delta',
      output_index: 0,
      content_index,
      delta,
    });
    const cited = (content_index: number, url: string, end_index: number) => ({
      type: 'response.output_text.annotation.added',
      output_index: 0,
      content_index,
      annotation: { type: 'url_citation', url, end_index },
    });
    const { items, sources } = turnOf([
      text(0, 'One.'),
      cited(0, 'https://a.example', 4),
      text(1, 'Two.'),
      cited(1, 'https://b.example', 99),
      cited(1, 'https://a.example', 2),
    ]);
    assert.deepEqual(
      { items, sources },
      {
        items: [
          {
            kind: 'message',
            outputIndex: 0,
            text: 'One.\n\nTwo.',
            refusal: '',
            citations: [
              { source: 0, at: 4 },
              { source: 1, at: 10 },
              { source: 0, at: 8 },
            ],
          },
        ],
        sources: [
          { kind: 'page', url: 'https://a.example' },
          { kind: 'page', url: 'https://b.example' },
        ],
      },
    );
  });
});

describe('An answer that is copied', () => {
  it('has its sources below as links, which cannot be broken out of (B-22)', () => {
    const items = [{ kind: 'message', outputIndex: 0, text: 'One.', refusal: '' }] as const;
    const sources = [
      { kind: 'page', url: 'https://a.example/x', title: 'A [b]' },
      { kind: 'page', url: 'javascript:alert(1)' },
      { kind: 'page', url: 'https://a.example/> [c](d)', title: 'C' },
      { kind: 'file', fileId: 'f1', name: 'a.pdf' },
    ] as const;
    assert.deepEqual(
      [answerWithSources({ ...turnOf([]), items, sources }), answerWithSources({ ...turnOf([]), items })],
      ['One.\n\n1. [A \\[b\\]](<https://a.example/x>)\n2. javascript:alert(1)\n3. C\n4. a.pdf', 'One.'],
    );
  });
});

function added(item: object) {
  return { type: 'response.output_item.added', output_index: 0, item };
}

function details(item: object) {
  return tool(item).details;
}

/** The call that a finished item becomes. */
function tool(item: object) {
  const [only] = itemsOf([{ type: 'response.output_item.done', output_index: 0, item }]);
  if (only === undefined) throw new Error('There is no call');
  return only;
}

function itemsOf(wireEvents: readonly object[]) {
  return turnOf(wireEvents).items.filter((item) => item.kind === 'tool');
}

function turnOf(wireEvents: readonly object[]): AssistantTurn {
  const turn: AssistantTurn = {
    kind: 'assistant',
    id: 'a',
    parentId: 'u',
    createdAt: 0,
    model: 'm',
    status: { kind: 'streaming' },
    items: [],
    notes: [],
  };
  const transcript = emptyTranscript('c');
  reduce(transcript, { type: 'turn-start', turn });
  const transcribe = createTranscriber('a', () => 0);
  const reader = createEventReader();
  for (const event of wireEvents.flatMap((wireEvent) => reader.read(wireEvent)).flatMap(transcribe)) {
    reduce(transcript, event);
  }
  const result = transcript.turns.get('a');
  return result?.kind === 'assistant' ? result : turn;
}
