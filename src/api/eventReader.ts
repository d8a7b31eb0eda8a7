import { contentFiltersOf, echoOf } from './echo.ts';
import { ApiError } from './errors.ts';
import type { ApiEvent, ResponseEnd, Usage } from './events.ts';
import { inputText, takeFinalItem, takeFinalOutput } from './finalOutput.ts';
import { asArray, asCount, asObject, asText } from './json.ts';
import { errorFromBody } from './serverError.ts';
import { createStreamedItems, type PartTarget } from './streamedItems.ts';
import { shortName, silentEvents, type TextEvent, textEvents, toolStatusOf } from './wireNames.ts';

/** Translates the wire events of one response. */
export interface EventReader {
  /**
   * Our events for one wire event, at least one unless the response has ended: a wire event that changes nothing
   * on screen is `alive`. `name` is what the stream called it, used only where the event has no `type`.
   * Throws an ApiError only when the response becomes larger than any answer is; after `response-end` everything is passed over.
   */
  read(wireEvent: unknown, name?: string): readonly ApiEvent[];
  /**
   * To be called when the stream ended in good order without a terminal event. Ends the response as completed
   * only where a gateway is known to have dropped every event that carries a response object: none came, yet
   * every item was finished, the last one a message with text. Otherwise empty: the stream was cut.
   */
  finish(): readonly ApiEvent[];
  /** How far a response has been received that the server makes in the background; undefined for any other. */
  position(): Position | undefined;
}

/** A response that can be asked for again. */
export interface Position {
  readonly responseId: string;
  /** The largest `sequence_number` received. */
  readonly sequence?: number;
}

type WireObject = Readonly<Record<string, unknown>>;

const maxUnknownTypes = 100;

const messageText = { kind: 'text', itemType: 'message' } as const;

/** A reader for one response. `toError` makes an ApiError of the error object of a failed response. */
export function createEventReader(toError: (body: unknown) => ApiError = errorFromBody): EventReader {
  let out: ApiEvent[] = [];
  const items = createStreamedItems((event) => out.push(event));
  const unknownEvents = new Map<string, number>();
  let hasStarted = false;
  let sawLifecycle = false;
  let hasEnded = false;
  let isBackground = false;
  let sequence: number | undefined;
  let responseId: string | undefined;
  let model: string | undefined;
  let previousResponseId: string | null | undefined;
  let conversationId: string | null | undefined;
  let echo: WireObject = {};

  function read(wireEvent: unknown, name: string | undefined): void {
    const event = asObject(wireEvent);
    const type = asText(event?.['type']) ?? name;
    if (event === undefined) {
      countUnknown('(not an object)');
    } else if (type === undefined || !readKnown(shortName(type), event)) {
      if (isChatCompletion(event)) end({ status: 'failed', error: chatCompletionError() }, undefined);
      // A frame with nothing but an error is how some relays end a stream.
      else if (event['error'] && type?.startsWith('response.') !== true) fail(event);
      else countUnknown(type ?? '(no type)');
    }
  }

  /** Whether the type is known. */
  function readKnown(type: string, event: WireObject): boolean {
    const text = textEvents.get(type);
    if (text !== undefined) {
      readText(text, event);
      return true;
    }
    switch (type) {
      case 'created':
      case 'queued':
      case 'in_progress':
        start(event);
        return true;
      case 'output_item.added':
        items.start(
          index(event['output_index']),
          asText(asObject(event['item'])?.['type']) ?? 'unknown',
          event['item'],
        );
        return true;
      case 'output_item.done':
        takeFinalItem(items, index(event['output_index']), event['item']);
        return true;
      case 'output_text.annotation.added':
      case 'output_text_annotation.added':
        items.cite(targetOf(messageText, event, 'content_index'), event['annotation']);
        return true;
      case 'content_part.done':
      case 'reasoning_part.done':
      case 'reasoning_summary_part.done':
        readPart(type, event);
        return true;
      case 'done':
        // A bare `done` is an end of the stream, not a word on the response.
        if (asObject(event['response']) === undefined) return false;
        end(endOf(asObject(event['response']), 'completed'), event);
        return true;
      case 'completed':
        end(endOf(asObject(event['response']), 'completed'), event);
        return true;
      case 'incomplete':
        end(endOf(asObject(event['response']), 'incomplete'), event);
        return true;
      case 'failed':
      case 'cancelled':
        end(endOf(asObject(event['response']), type), event);
        return true;
      case 'error':
        fail(event);
        return true;
      default:
        return readTool(type, event) || silentEvents.test(type);
    }
  }

  /** News of a call. Whether the type is one of these. */
  function readTool(type: string, event: WireObject): boolean {
    const news = toolStatusOf(type);
    if (news === undefined) return false;
    const item = items.openItem(index(event['output_index']), news.itemType);
    if (item === undefined) return true;
    const { outputIndex } = item;
    if (news.status !== 'partial_image') {
      out.push({ type: 'tool-status', outputIndex, status: news.status });
      return true;
    }
    const data = asText(event['partial_image_b64']);
    const format = asText(event['output_format']);
    if (data === undefined) return true;
    out.push({
      type: 'partial-image',
      outputIndex,
      data,
      ...(format === undefined ? {} : { format }),
    });
    return true;
  }

  function start(event: WireObject): void {
    sawLifecycle = true;
    const response = asObject(event['response']);
    responseId ??= asText(response?.['id']);
    model ??= asText(response?.['model']);
    previousResponseId ??= previousOf(response);
    conversationId ??= conversationOf(response);
    echo = { ...echo, ...echoOf(response) };
    if (hasStarted) return;
    hasStarted = true;
    isBackground = response?.['background'] === true;
    out.push({ type: 'response-start', ...identity(), ...(isBackground ? { isBackground } : {}) });
  }

  function readText({ kind, itemType, isDelta, field, partIndex }: TextEvent, event: WireObject): void {
    const target = targetOf({ kind, itemType }, event, partIndex);
    const value = event[field];
    const text = kind === 'input' ? inputText(value) : (asText(value) ?? asText(asObject(value)?.['text']));
    if (isDelta) items.append(target, text ?? '');
    else items.settle(target, text ?? '');
  }

  function readPart(type: string, event: WireObject): void {
    const part = asObject(event['part']);
    const text = asText(part?.['text']);
    const refusal = asText(part?.['refusal']);
    if (refusal !== undefined) {
      items.settle(targetOf({ kind: 'refusal', itemType: 'message' }, event, 'content_index'), refusal);
    } else if (text === undefined) {
      return;
    } else if (type === 'reasoning_summary_part.done') {
      items.settle(targetOf({ kind: 'summary', itemType: 'reasoning' }, event, 'summary_index'), text);
    } else {
      // Some servers wrap reasoning in a part of type output_text; what the item is decides.
      const outputIndex = index(event['output_index']);
      const item = items.all.findLast((each) => each.wireIndex === outputIndex);
      const isReasoning =
        type === 'reasoning_part.done' ||
        part?.['type'] === 'reasoning_text' ||
        item?.itemType === 'reasoning';
      const target = targetOf(
        isReasoning ? { kind: 'reasoning', itemType: 'reasoning' } : messageText,
        event,
        'content_index',
      );
      items.settle(target, text);
      if (isReasoning) return;
      for (const annotation of asArray(part?.['annotations'])) items.cite(target, annotation);
    }
  }

  /** How a response ended. The status its object carries is believed over the name of the event. */
  function endOf(
    response: WireObject | undefined,
    named: 'completed' | 'incomplete' | 'failed' | 'cancelled',
  ): ResponseEnd {
    const word = response?.['status'];
    const status =
      named === 'completed' && (word === 'incomplete' || word === 'failed' || word === 'cancelled')
        ? word
        : named;
    switch (status) {
      case 'completed':
        return { status };
      case 'incomplete': {
        const reason = asObject(response?.['incomplete_details'])?.['reason'];
        const isKnown = reason === 'max_output_tokens' || reason === 'content_filter';
        return { status, reason: isKnown ? reason : 'unknown' };
      }
      case 'failed':
        return { status, error: toError({ error: response?.['error'] ?? {} }) };
      case 'cancelled':
        return { status: 'failed', error: new ApiError('failed', 'The server cancelled the response') };
    }
  }

  /** An error event, flat or nested. Acted on at once: a gateway may close right after it. */
  function fail(event: WireObject): void {
    const { type: _, ...flat } = event;
    end(
      {
        status: 'failed',
        error: toError(flat['error'] ? { error: flat['error'], code: flat['code'] } : flat),
      },
      event,
    );
  }

  function end(how: ResponseEnd, event: WireObject | undefined): void {
    const response = asObject(event?.['response']);
    takeFinalOutput(items, response?.['output']);
    for (const item of items.all) items.end(item);
    responseId = asText(response?.['id']) ?? responseId;
    model = asText(response?.['model']) ?? model;
    previousResponseId = previousOf(response) ?? previousResponseId;
    conversationId = conversationOf(response) ?? conversationId;
    echo = { ...echo, ...echoOf(response) };
    const contentFilters = contentFiltersOf(response);
    const serviceTier = asText(response?.['service_tier']);
    const usage = usageOf(response?.['usage']);
    hasEnded = true;
    out.push({
      type: 'response-end',
      end: how,
      ...identity(),
      ...(serviceTier === undefined ? {} : { serviceTier }),
      ...(usage === undefined ? {} : { usage }),
      ...(contentFilters === undefined ? {} : { contentFilters }),
      ...(Object.keys(echo).length === 0 ? {} : { echo }),
      unknownEvents: Object.fromEntries(unknownEvents),
    });
  }

  function identity() {
    return {
      ...(responseId === undefined ? {} : { responseId }),
      ...(model === undefined ? {} : { model }),
      ...(previousResponseId === undefined ? {} : { previousResponseId }),
      ...(conversationId === undefined ? {} : { conversationId }),
    };
  }

  function countUnknown(type: string): void {
    const name = type.slice(0, 100);
    if (unknownEvents.size >= maxUnknownTypes && !unknownEvents.has(name)) return;
    unknownEvents.set(name, (unknownEvents.get(name) ?? 0) + 1);
  }

  /** The events collected since the last call. */
  function take(): readonly ApiEvent[] {
    const taken = out;
    out = [];
    return taken;
  }

  return {
    read(wireEvent, name) {
      if (hasEnded) return [];
      const number = asCount(asObject(wireEvent)?.['sequence_number']);
      if (number !== undefined) sequence = Math.max(number, sequence ?? 0);
      read(wireEvent, name);
      if (out.length > 0) return take();
      const eventType = asText(asObject(wireEvent)?.['type']) ?? name;
      return [eventType === undefined ? { type: 'alive' } : { type: 'alive', eventType }];
    },
    finish() {
      const last = items.all.at(-1);
      const isWhole =
        !hasEnded &&
        !sawLifecycle &&
        items.all.every((item) => item.isEnded && item.isComplete) &&
        last?.itemType === 'message' &&
        last.parts.some((part) => part.text !== '');
      if (isWhole) end({ status: 'completed' }, undefined);
      return take();
    },
    position() {
      if (!isBackground || responseId === undefined) return undefined;
      return { responseId, ...(sequence === undefined ? {} : { sequence }) };
    },
  };
}

/** The echo of `previous_response_id`: null where the server says there was none, undefined where it says nothing. */
function previousOf(response: WireObject | undefined): string | null | undefined {
  const echo = response?.['previous_response_id'];
  return echo === null || echo === '' ? null : asText(echo);
}

/** The echo of `conversation`, which some send as an object; null and undefined as above. */
function conversationOf(response: WireObject | undefined): string | null | undefined {
  const echo = response?.['conversation'];
  return echo === null ? null : asText(asObject(echo)?.['id'] ?? echo);
}

function targetOf(
  { kind, itemType }: Pick<PartTarget, 'kind' | 'itemType'>,
  event: WireObject,
  partIndex: TextEvent['partIndex'],
): PartTarget {
  return { kind, itemType, outputIndex: index(event['output_index']), partIndex: index(event[partIndex]) };
}

/** An index as the wire gives it, or undefined when it is missing or absurd. */
function index(value: unknown): number | undefined {
  const count = asCount(value);
  return count !== undefined && Number.isInteger(count) && count <= 1_000_000 ? count : undefined;
}

/** Whether an object is an answer of the Chat Completions API. */
export function isChatCompletion(value: WireObject): boolean {
  return (
    asText(value['object'])?.startsWith('chat.completion') === true || asArray(value['choices']).length > 0
  );
}

/** The error for an answer of the Chat Completions API. */
export function chatCompletionError(): ApiError {
  return new ApiError(
    'not_an_api',
    'The answer is one of the Chat Completions API: no Responses API for this model',
  );
}

function usageOf(value: unknown): Usage | undefined {
  const usage = asObject(value);
  if (usage === undefined) return undefined;
  const counts = {
    inputTokens: asCount(usage['input_tokens']),
    cachedTokens: asCount(asObject(usage['input_tokens_details'])?.['cached_tokens']),
    outputTokens: asCount(usage['output_tokens']),
    reasoningTokens: asCount(asObject(usage['output_tokens_details'])?.['reasoning_tokens']),
  };
  const known = Object.entries(counts).filter(([, count]) => count !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}
