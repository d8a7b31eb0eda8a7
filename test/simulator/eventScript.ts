import { callEvents, type ScriptedCall, spokenInCall } from './callEvents.ts';
import { type ScriptedServerTool, serverToolEvents } from './serverToolEvents.ts';
import type { WireEvent } from './sse.ts';
import { tokenCount, tokens } from './tokens.ts';

/** An output item as a scenario writes it; `responseEvents` knows how it is streamed. */
export type ScriptedItem =
  | { readonly kind: 'reasoning'; readonly summary: readonly string[] }
  | {
      readonly kind: 'message';
      readonly text: string;
      readonly annotations?: readonly ScriptedAnnotation[];
    }
  | ScriptedServerTool
  | { readonly kind: 'refusal'; readonly refusal: string }
  | ScriptedCall;

/** An annotation as it goes over the wire. */
export type ScriptedAnnotation = Readonly<Record<string, unknown>>;

export type Ending =
  | { readonly kind: 'completed' }
  | { readonly kind: 'incomplete'; readonly reason: 'max_output_tokens' | 'content_filter' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** What the model says: items, and how the response ends. */
export interface Answer {
  readonly items: readonly ScriptedItem[];
  readonly ending: Ending;
}

export interface Script extends Answer {
  /** The response object without its changing fields (`status`, `output`, `usage`, `error`, …). */
  readonly response: Readonly<Record<string, unknown>>;
  readonly usage: { readonly inputTokens: number; readonly cachedTokens: number };
  /** Returns a new id that starts with the prefix, for instance `msg_`. */
  readonly newId: (prefix: string) => string;
  /** Whether the response waits in a queue first, as one that is made in the background does. */
  readonly isBackground: boolean;
  /** Whether reasoning items carry `encrypted_content`. */
  readonly encryptReasoning: boolean;
  /** Seconds since the epoch. */
  readonly completedAt: () => number;
}

/** Streams the answer in the grammar of the API: dense sequence numbers, every part opened and closed. */
export function* responseEvents(script: Script): Generator<WireEvent> {
  let sequenceNumber = 0;
  const output: WireEvent[] = [];
  const number = (event: WireEvent): WireEvent => ({ ...event, sequence_number: sequenceNumber++ });

  const first = script.isBackground ? 'queued' : 'in_progress';
  yield number({ type: 'response.created', response: snapshot(script, { status: first }) });
  if (script.isBackground) {
    yield number({ type: 'response.queued', response: snapshot(script, { status: 'queued' }) });
  }
  yield number({ type: 'response.in_progress', response: snapshot(script, { status: 'in_progress' }) });
  for (const [outputIndex, item] of script.items.entries()) {
    const isLast = outputIndex === script.items.length - 1;
    const status = isLast && script.ending.kind !== 'completed' ? 'incomplete' : 'completed';
    for (const event of itemEvents(item, { script, status })) {
      // A failure strikes in the middle of an item, which is then never closed.
      if (isLast && script.ending.kind === 'failed' && event.type?.endsWith('.done')) continue;
      yield number({ ...event, output_index: outputIndex });
      if (event.type === 'response.output_item.done') output.push(asRecord(event['item']));
    }
  }
  if (script.ending.kind === 'failed') {
    const { code, message } = script.ending;
    yield number({ type: 'error', error: { type: code, code, message, param: null } });
  }
  yield number({
    type: `response.${script.ending.kind}`,
    response: snapshot(script, finalFields(script, output)),
  });
}

/** The response object a request without `stream` gets: the one the terminal event carries. */
export function finalResponse(events: Iterable<WireEvent>): Readonly<Record<string, unknown>> {
  let last: WireEvent = {};
  for (const event of events) last = event;
  return asRecord(last['response']);
}

/** Cuts the answer to a budget of output tokens, as `max_output_tokens` does. */
export function withinBudget(answer: Answer, maxOutputTokens: number | undefined): Answer {
  if (maxOutputTokens === undefined || outputTokens(answer.items) <= maxOutputTokens) return answer;
  const items: ScriptedItem[] = [];
  let left = maxOutputTokens;
  for (const item of answer.items) {
    const cost = outputTokens([item]);
    if (cost <= left) {
      items.push(item);
      left -= cost;
      continue;
    }
    if (item.kind === 'message' && left > 0) {
      items.push({ kind: 'message', text: sliceWhole(item.text, left * 4) });
    }
    break;
  }
  return { items, ending: { kind: 'incomplete', reason: 'max_output_tokens' } };
}

/** Cuts at a number of UTF-16 units without splitting a surrogate pair. */
function sliceWhole(text: string, length: number): string {
  const cut = text.slice(0, length);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}

function* itemEvents(
  item: ScriptedItem,
  { script, status }: { readonly script: Script; readonly status: 'completed' | 'incomplete' },
): Generator<WireEvent> {
  switch (item.kind) {
    case 'reasoning':
      yield* reasoningEvents(item.summary, script);
      return;
    case 'message':
      yield* messageEvents({
        field: 'text',
        name: 'output_text',
        text: item.text,
        annotations: item.annotations ?? [],
        status,
        script,
      });
      return;
    case 'refusal':
      yield* messageEvents({
        field: 'refusal',
        name: 'refusal',
        text: item.refusal,
        annotations: [],
        status,
        script,
      });
      return;
    case 'function_call':
    case 'mcp_list_tools':
    case 'mcp_approval_request':
    case 'mcp_call':
      yield* callEvents(item, { newId: script.newId, status });
      return;
    case 'web_search_call':
    case 'file_search_call':
    case 'code_interpreter_call':
    case 'image_generation_call':
      yield* serverToolEvents(item, script.newId);
      return;
  }
}

function* messageEvents({
  field,
  name,
  text,
  annotations,
  status,
  script,
}: {
  readonly field: 'text' | 'refusal';
  readonly name: 'output_text' | 'refusal';
  readonly text: string;
  readonly annotations: readonly ScriptedAnnotation[];
  readonly status: string;
  readonly script: Script;
}): Generator<WireEvent> {
  const id = script.newId('msg_');
  const part = (value: string, known: readonly ScriptedAnnotation[]): WireEvent =>
    name === 'refusal'
      ? { type: 'refusal', refusal: value }
      : { type: 'output_text', text: value, annotations: known, logprobs: [] };
  const place = { item_id: id, content_index: 0 };
  const logprobs = name === 'output_text' ? { logprobs: [] } : {};

  yield {
    type: 'response.output_item.added',
    item: { id, type: 'message', status: 'in_progress', role: 'assistant', content: [] },
  };
  yield { type: 'response.content_part.added', ...place, part: part('', []) };
  for (const delta of tokens(text)) yield { type: `response.${name}.delta`, ...place, delta, ...logprobs };
  for (const [annotation_index, annotation] of annotations.entries()) {
    yield { type: 'response.output_text.annotation.added', ...place, annotation_index, annotation };
  }
  yield { type: `response.${name}.done`, ...place, [field]: text, ...logprobs };
  yield { type: 'response.content_part.done', ...place, part: part(text, annotations) };
  yield {
    type: 'response.output_item.done',
    item: { id, type: 'message', status, role: 'assistant', content: [part(text, annotations)] },
  };
}

function* reasoningEvents(summary: readonly string[], script: Script): Generator<WireEvent> {
  const id = script.newId('rs_');
  const item = (parts: readonly string[]): WireEvent => ({
    id,
    type: 'reasoning',
    summary: parts.map((text) => ({ type: 'summary_text', text })),
    ...(script.encryptReasoning ? { encrypted_content: `gAAAA${script.newId('')}` } : {}),
  });

  yield { type: 'response.output_item.added', item: item([]) };
  for (const [summaryIndex, text] of summary.entries()) {
    const place = { item_id: id, summary_index: summaryIndex };
    yield {
      type: 'response.reasoning_summary_part.added',
      ...place,
      part: { type: 'summary_text', text: '' },
    };
    for (const delta of tokens(text))
      yield { type: 'response.reasoning_summary_text.delta', ...place, delta };
    yield { type: 'response.reasoning_summary_text.done', ...place, text };
    yield { type: 'response.reasoning_summary_part.done', ...place, part: { type: 'summary_text', text } };
  }
  yield { type: 'response.output_item.done', item: item(summary) };
}

function snapshot(
  script: Script,
  changing: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return {
    ...script.response,
    completed_at: null,
    error: null,
    incomplete_details: null,
    output: [],
    usage: null,
    ...changing,
  };
}

function finalFields(script: Script, output: readonly WireEvent[]): Readonly<Record<string, unknown>> {
  const { ending } = script;
  switch (ending.kind) {
    case 'completed':
      return { status: 'completed', completed_at: script.completedAt(), output, usage: usage(script) };
    case 'incomplete':
      return {
        status: 'incomplete',
        incomplete_details: { reason: ending.reason },
        output,
        usage: usage(script),
      };
    case 'failed':
      return { status: 'failed', error: { code: ending.code, message: ending.message } };
  }
}

function usage({ usage: { inputTokens, cachedTokens }, items }: Script): Readonly<Record<string, unknown>> {
  const output = outputTokens(items);
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: cachedTokens },
    output_tokens: output,
    output_tokens_details: {
      reasoning_tokens: outputTokens(items.filter(({ kind }) => kind === 'reasoning')),
    },
    total_tokens: inputTokens + output,
  };
}

function outputTokens(items: readonly ScriptedItem[]): number {
  return items.reduce((sum, item) => sum + tokenCount(spoken(item)), 0);
}

function spoken(item: ScriptedItem): string {
  switch (item.kind) {
    case 'reasoning':
      return item.summary.join('');
    case 'message':
      return item.text;
    case 'refusal':
      return item.refusal;
    case 'function_call':
    case 'mcp_list_tools':
    case 'mcp_approval_request':
    case 'mcp_call':
      return spokenInCall(item);
    case 'code_interpreter_call':
      return item.code;
    case 'web_search_call':
    case 'file_search_call':
    case 'image_generation_call':
      return '';
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
