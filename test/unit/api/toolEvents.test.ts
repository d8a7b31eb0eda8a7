import assert from 'node:assert/strict';
import { createEventReader } from '../../../src/api/eventReader.ts';
import type { ApiEvent } from '../../../src/api/events.ts';
import { outcomeOf } from './outcome.ts';

const completed = { type: 'response.completed', response: { status: 'completed', output: [] } };

describe('The events of a tool', () => {
  it('announce the call with its item, stream what it is given and end with the finished item (S-3)', () => {
    const begun = { type: 'function_call', call_id: 'c1', name: 'read_file', arguments: '' };
    const whole = { ...begun, arguments: '{"path":"a.ts"}', status: 'completed' };
    assert.deepEqual(
      read([
        { type: 'response.output_item.added', output_index: 0, item: begun },
        { type: 'response.function_call_arguments.delta', output_index: 0, delta: '{"path":' },
        { type: 'response.function_call_arguments.delta', output_index: 0, delta: '"a.ts"}' },
        { type: 'response.function_call_arguments.done', output_index: 0, arguments: '{"path":"a.ts"}' },
        { type: 'response.output_item.done', output_index: 0, item: whole },
      ]),
      [
        { type: 'item-start', outputIndex: 0, itemType: 'function_call', item: begun },
        { type: 'input-delta', outputIndex: 0, part: 0, delta: '{"path":' },
        { type: 'input-delta', outputIndex: 0, part: 0, delta: '"a.ts"}' },
        { type: 'alive', eventType: 'response.function_call_arguments.done' },
        { type: 'item-end', outputIndex: 0, itemType: 'function_call', item: whole },
      ],
    );
  });

  const inputs: readonly (readonly [string, string, string])[] = [
    ['function_call', 'function_call_arguments', 'arguments'],
    ['function_call', 'tool_call_arguments', 'arguments'],
    ['mcp_call', 'mcp_call_arguments', 'arguments'],
    ['custom_tool_call', 'custom_tool_call_input', 'input'],
    ['code_interpreter_call', 'code_interpreter_call_code', 'code'],
    ['shell_call', 'shell_call_command', 'command'],
    ['apply_patch_call', 'apply_patch_call_operation_diff', 'diff'],
  ];
  for (const [itemType, name, field] of inputs) {
    it(`bring what a ${itemType} is given by ${name}: in deltas, in its end alone, and corrected (§7 #10 #13)`, () => {
      const delta = { type: `response.${name}.delta`, output_index: 2, delta: 'ab' };
      const done = (text: string) => ({ type: `response.${name}.done`, output_index: 2, [field]: text });
      const seen = (...events: readonly object[]) =>
        outcomeOf(read([...events, completed])).items.map(({ itemType: type, input }) => [type, input]);
      assert.deepEqual(
        [
          seen(delta, delta),
          seen(delta, done('abc')),
          seen(done('abc')),
          seen(delta, done('xyz')),
          seen(delta, done('')),
        ],
        ['abab', 'abc', 'abc', 'xyz', 'ab'].map((input) => [[itemType, input]]),
      );
    });
  }

  it('bring an input that came only in the finished item, of every type that has one (§7 #10 #20)', () => {
    const items = [
      [{ type: 'function_call', arguments: '{}' }, '{}'],
      [{ type: 'function_call', arguments: { path: 'a' } }, '{"path":"a"}'],
      [{ type: 'function_call', arguments: '' }, undefined],
      [{ type: 'mcp_approval_request', arguments: '{"q":1}' }, '{"q":1}'],
      [{ type: 'custom_tool_call', input: 'free text' }, 'free text'],
      [{ type: 'code_interpreter_call', code: 'print(1)' }, 'print(1)'],
      [{ type: 'code_interpreter_call', code: null }, undefined],
      [{ type: 'shell_call', action: { commands: ['ls', 'pwd'] } }, 'ls\npwd'],
      [{ type: 'local_shell_call', action: { type: 'exec', command: ['ls', '-l'] } }, 'ls -l'],
      [{ type: 'apply_patch_call', operation: { type: 'update_file', path: 'a', diff: '+x' } }, '+x'],
      [{ type: 'apply_patch_call', operation: { type: 'delete_file', path: 'a' } }, undefined],
      [{ type: 'computer_call', action: { type: 'click', x: 1 } }, '{"type":"click","x":1}'],
      [{ type: 'computer_call', actions: [{ type: 'wait' }] }, '[{"type":"wait"}]'],
      [{ type: 'tool_search_call', arguments: { paths: ['x'] } }, '{"paths":["x"]}'],
      [{ type: 'program', code: 'x = 1' }, 'x = 1'],
      [{ type: 'vendor:thing', arguments: 7 }, undefined],
    ] as const;
    assert.deepEqual(
      items.map(([item]) => {
        const done = { type: 'response.output_item.done', output_index: 0, item };
        return outcomeOf(read([done, completed])).items.map(({ input }) => input);
      }),
      items.map(([, input]) => [input]),
    );
  });

  it('keep the commands of a shell apart by their index', () => {
    const delta = (command_index: number, text: string) => ({
      type: 'response.shell_call_command.delta',
      output_index: 0,
      command_index,
      delta: text,
    });
    const [item] = outcomeOf(read([delta(0, 'l'), delta(1, 'pwd'), delta(0, 's'), completed])).items;
    assert.equal(item?.input, 'ls\npwd');
  });

  it('tell what a call does now, under each name, and not any more once it has ended (S-5)', () => {
    const status = (name: string) => ({ type: `response.${name}`, output_index: 0 });
    const done = {
      type: 'response.output_item.done',
      output_index: 0,
      item: { type: 'image_generation_call' },
    };
    assert.deepEqual(
      read([
        status('image_generation_call.in_progress'),
        status('image_gen_call.generating'),
        done,
        status('image_generation_call.completed'),
      ]),
      [
        { type: 'item-start', outputIndex: 0, itemType: 'image_generation_call' },
        { type: 'tool-status', outputIndex: 0, status: 'in_progress' },
        { type: 'tool-status', outputIndex: 0, status: 'generating' },
        {
          type: 'item-end',
          outputIndex: 0,
          itemType: 'image_generation_call',
          item: { type: 'image_generation_call' },
        },
        { type: 'alive', eventType: 'response.image_generation_call.completed' },
      ],
    );
  });

  it('bring the unfinished pictures of an image, and nothing for one without data', () => {
    const partial = { type: 'response.image_generation_call.partial_image', output_index: 0 };
    assert.deepEqual(
      read([{ ...partial, partial_image_b64: 'AAAA', output_format: 'webp' }, partial]).slice(1),
      [
        { type: 'partial-image', outputIndex: 0, data: 'AAAA', format: 'webp' },
        { type: 'alive', eventType: 'response.image_generation_call.partial_image' },
      ],
    );
  });
});

describe('The citations of an answer', () => {
  const url = { type: 'url_citation', url: 'https://a.example', title: 'A', start_index: 1, end_index: 4 };
  const source = { kind: 'page', url: 'https://a.example', title: 'A' };
  const annotated = (annotation: unknown, content_index = 0) => ({
    type: 'response.output_text.annotation.added',
    output_index: 0,
    content_index,
    annotation,
  });
  const citations = (events: readonly object[]) =>
    read(events).flatMap((event) => (event.type === 'citation' ? [event.citation] : []));

  it('come once each, streamed, with the part, with the item, or only with the whole response (S-5, §7 #9)', () => {
    const part = { type: 'output_text', text: 'text', annotations: [url] };
    const item = { type: 'message', content: [part] };
    const ways = [
      annotated(url),
      { ...annotated(url), type: 'response.output_text_annotation.added' },
      { type: 'response.content_part.done', output_index: 0, content_index: 0, part },
      { type: 'response.output_item.done', output_index: 0, item },
      { type: 'response.completed', response: { output: [item] } },
    ];
    assert.deepEqual(
      [...ways.map((way) => citations([way])), citations(ways)],
      [...ways, 'all'].map(() => [{ source, at: 4 }]),
    );
  });

  it('have the place the server named, or none where it named none that means anything (§7 #28)', () => {
    const { start_index: _start, end_index: _end, ...bare } = url;
    const wire = [
      bare,
      { type: 'url_citation', url: 'https://a.example' },
      { ...bare, end_index: -1 },
      { ...bare, end_index: 2.5 },
      { ...bare, end_index: 0 },
      { type: 'file_citation', file_id: 'f', filename: 'a.pdf', index: 154 },
      { type: 'file_path', file_id: 'f', index: 3 },
      { type: 'container_file_citation', container_id: 'c', file_id: 'f', filename: 'a.png', end_index: 9 },
    ];
    assert.deepEqual(
      wire.map((annotation) => citations([annotated(annotation)])),
      [
        [{ source }],
        [{ source: { kind: 'page', url: 'https://a.example' } }],
        [{ source }],
        [{ source }],
        [{ source }],
        [{ source: { kind: 'file', fileId: 'f', name: 'a.pdf' }, at: 154 }],
        [{ source: { kind: 'file', fileId: 'f' }, at: 3 }],
        [{ source: { kind: 'container-file', containerId: 'c', fileId: 'f', name: 'a.png' }, at: 9 }],
      ],
    );
  });

  it('are passed over without a source, and of kinds nobody knows', () => {
    const wire = [
      undefined,
      null,
      7,
      {},
      { type: 'url_citation' },
      { type: 'file_citation' },
      { ...url, type: 'x' },
    ];
    assert.deepEqual(
      wire.flatMap((annotation) => citations([annotated(annotation)])),
      [],
    );
  });
});

function read(events: readonly object[]): ApiEvent[] {
  const reader = createEventReader();
  return events.flatMap((event) => reader.read(event));
}
