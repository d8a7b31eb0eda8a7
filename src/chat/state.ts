import type { StreamOptions } from '../api/client.ts';
import { ApiError } from '../api/errors.ts';
import type { ApiEvent } from '../api/events.ts';
import type { InputItem, JsonSchemaFormat, ResponseRequest } from '../api/request.ts';
import type { Connection } from './connection.ts';
import { fieldsToGiveUp, isUnsupported } from './fieldRefusal.ts';
import type { TurnItem } from './history.ts';
import type { Keeping } from './memory.ts';
import { type Endpoint, type OptionalField, optionalFields, type RefusedFields } from './refusedFields.ts';

/** A turn to be answered, or the next request within one. */
export interface Prompt {
  readonly turnId: string;
  /** Which request of the turn it is, from 0. */
  readonly round?: number;
  readonly connection: Connection;
  readonly instructions: string;
  /** The whole conversation, oldest first. What the server has of it is left out of the request. */
  readonly input: readonly TurnItem[];
  readonly format?: JsonSchemaFormat;
  readonly toolChoice?: 'none' | 'auto';
}

/** An answer that the server keeps. */
export interface KeptAnswer extends Endpoint {
  readonly responseId: string;
  /** The server's conversation it is in, which then knows all that came before. */
  readonly conversationId: string | undefined;
  readonly round: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The answer a request goes on from, and what of the input came after it. */
interface Anchor {
  readonly answer: KeptAnswer;
  readonly rest: readonly TurnItem[];
}

/** What came of one request. */
type Attempt =
  | { readonly kind: 'answered' }
  | { readonly kind: 'ignored'; readonly field: OptionalField }
  | { readonly kind: 'refused'; readonly error: ApiError; readonly fields: readonly OptionalField[] };

/** A younger answer that cannot be found was never kept; an older one may have expired. */
const surelyKeptMs = 60 * 60 * 1000;
const maxCacheKeyLength = 64;

/**
 * Where one conversation is kept: by the server, which is then sent only what it does not have
 * (`previous_response_id`), or here, and then every request carries all of it and asks that nothing be stored.
 * Decided for each request by the setting and by what is known of the endpoint. A server that refuses its
 * memory, lost it, or shows by its echo that it passed it over is asked again with everything, before anything
 * of its answer is passed on. Where the person named a conversation of the server, that is the memory.
 */
export class ConversationState {
  readonly #cacheKey: string;
  readonly #refusedFields: RefusedFields;
  readonly #now: () => number;
  readonly #onGivenUp: (prompt: Prompt, field: OptionalField) => void;
  /** By turn: a request goes on from the answers of its own branch only. */
  readonly #kept: Map<string, KeptAnswer>;
  readonly #keeping: Keeping | undefined;
  readonly #accepted = new Set<string>();

  constructor(options: {
    readonly conversationId: string;
    readonly refusedFields: RefusedFields;
    /** Milliseconds since the epoch. */
    readonly now: () => number;
    /** Called for each field a request was answered without, after it was refused or passed over. */
    readonly onGivenUp?: (prompt: Prompt, field: OptionalField) => void;
    /** Where it is remembered which answers the server keeps. */
    readonly keeping?: Keeping;
  }) {
    this.#cacheKey = options.conversationId.slice(0, maxCacheKeyLength);
    this.#refusedFields = options.refusedFields;
    this.#now = options.now;
    this.#onGivenUp = options.onGivenUp ?? (() => {});
    this.#kept = new Map(options.keeping?.recalled.kept);
    this.#keeping = options.keeping;
  }

  /** To be called when the key changes: what the server keeps may belong to another account. */
  forget(): void {
    if (this.#kept.size === 0) return;
    this.#kept.clear();
    this.#keeping?.remember({ kind: 'forgotten' });
  }

  /**
   * One streamed answer, with the events and the errors of `Client.stream`. A request that is refused or whose
   * `previous_response_id` is not echoed is sent again without the fields in question, each of which is given up
   * at most once. What an endpoint answered only without is remembered.
   */
  async *stream(prompt: Prompt, options: StreamOptions): AsyncGenerator<ApiEvent, void, undefined> {
    const { connection, turnId } = prompt;
    const refused = new Set(optionalFields.filter((field) => this.#refusedFields.has(connection, field)));
    const learnt = new Set<OptionalField>();
    let anchor = this.#anchorOf(prompt);
    // Nothing goes on from this turn until the new request has completed.
    if (this.#kept.delete(turnId)) this.#keeping?.remember({ kind: 'forgotten', turnId });
    for (;;) {
      const request = this.#requestFor(prompt, refused, anchor);
      const attempt = yield* this.#attempt(prompt, request, options, learnt);
      if (attempt.kind === 'answered') return;
      if (anchor !== undefined && attempt.kind === 'refused' && this.#isOnlyLost(attempt, anchor)) {
        anchor = undefined;
        continue;
      }
      const fields = attempt.kind === 'refused' ? attempt.fields : [attempt.field];
      for (const field of fields) {
        // Who refuses `store: true` keeps nothing; who refuses `store: false` does not know the field.
        const keepsNothing = field === 'store' && request.store === true;
        const given = keepsNothing && !refused.has('previous_response_id') ? 'previous_response_id' : field;
        refused.add(given);
        learnt.add(given);
      }
    }
  }

  /** Sends one request. Passes on no event of the answer before the echo has shown what it is an answer to. */
  async *#attempt(
    prompt: Prompt,
    request: ResponseRequest,
    options: StreamOptions,
    learnt: Iterable<OptionalField>,
  ): AsyncGenerator<ApiEvent, Attempt, undefined> {
    const { connection, turnId, round = 0 } = prompt;
    const { conversationId } = request;
    const sent = conversationId ?? request.previousResponseId;
    let isVerified = sent === undefined;
    let hasBegun = false;
    const refusalOf = (error: ApiError): (Attempt & { kind: 'refused' }) | undefined => {
      const isAccepted = (field: OptionalField) => this.#accepted.has(keyOf(connection, field));
      // What has been shown cannot be taken back, so a failure after it is the person's to see.
      const fields = hasBegun ? [] : fieldsToGiveUp(error, carriedBy(request), isAccepted);
      return fields.length === 0 ? undefined : { kind: 'refused', error, fields };
    };
    try {
      for await (const event of connection.client.stream(request, options)) {
        if (event.type === 'response-end' && event.end.status === 'failed') {
          const refusal = refusalOf(event.end.error);
          if (refusal !== undefined) return refusal;
        } else if (!hasBegun) {
          const isLifecycle = event.type === 'response-start' || event.type === 'response-end';
          const echo = isLifecycle ? echoIn(event, request) : undefined;
          if (isLifecycle && echo === sent) isVerified = true;
          const isAnswer =
            event.type !== 'response-start' && event.type !== 'alive' && event.type !== 'retry';
          if (!isVerified && (isAnswer || echo !== undefined)) {
            return {
              kind: 'ignored',
              field: conversationId === undefined ? 'previous_response_id' : 'conversation',
            };
          }
          if (isAnswer) {
            hasBegun = true;
            for (const field of carriedBy(request)) this.#accepted.add(keyOf(connection, field));
            for (const field of learnt) {
              this.#refusedFields.add(connection, field);
              this.#onGivenUp(prompt, field);
            }
          }
        }
        // Before it is passed on: nobody reads on after the last event.
        if (event.type === 'response-end' && (request.store === true || conversationId !== undefined))
          this.#keep({ turnId, round, endpoint: connection, conversationId, event });
        yield event;
      }
      return { kind: 'answered' };
    } catch (error) {
      const refusal = error instanceof ApiError ? refusalOf(error) : undefined;
      if (refusal === undefined) throw error;
      return refusal;
    }
  }

  #keep(answer: {
    readonly turnId: string;
    readonly round: number;
    readonly endpoint: Endpoint;
    readonly conversationId: string | undefined;
    readonly event: ApiEvent & { type: 'response-end' };
  }): void {
    const { turnId, round, endpoint, conversationId, event } = answer;
    const { baseUrl, model } = endpoint;
    const { end, responseId } = event;
    if (end.status !== 'completed' || responseId === undefined) return;
    const kept = { baseUrl, model, responseId, conversationId, round, at: this.#now() };
    this.#kept.set(turnId, kept);
    this.#keeping?.remember({ kind: 'kept', turnId, answer: kept });
  }

  #requestFor(
    { connection, instructions, input, format, toolChoice }: Prompt,
    refused: ReadonlySet<OptionalField>,
    anchor: Anchor | undefined,
  ): ResponseRequest {
    const { store, prompt_cache_key: cacheKey } = connection.parameters?.values ?? {};
    const conversationId = refused.has('conversation') ? undefined : conversationNamed(connection);
    const usesResponses =
      connection.conversationState === 'auto' && store !== false && !refused.has('previous_response_id');
    const onServer = usesResponses || conversationId !== undefined;
    const from = onServer && anchor?.answer.conversationId === conversationId ? anchor : undefined;
    const isReadable = !refused.has(encryptedReasoning);
    const items = (from?.rest ?? input).map(({ item }) => item);
    return {
      model: connection.model,
      instructions,
      input: isReadable ? items : items.filter(({ type }) => type !== 'reasoning'),
      ...(format === undefined ? {} : { format }),
      ...(toolChoice === undefined ? {} : { toolChoice }),
      ...(onServer || !isReadable ? {} : { include: [encryptedReasoning] }),
      ...(refused.has('store') ? {} : { store: typeof store === 'boolean' ? store : usesResponses }),
      ...(refused.has('prompt_cache_key')
        ? {}
        : { promptCacheKey: typeof cacheKey === 'string' ? cacheKey : this.#cacheKey }),
      ...(conversationId === undefined ? {} : { conversationId }),
      ...(from === undefined || conversationId !== undefined
        ? {}
        : { previousResponseId: from.answer.responseId }),
    };
  }

  /** The last answer on the way to the question that the endpoint keeps. */
  #anchorOf({ connection, input }: Prompt): Anchor | undefined {
    const { baseUrl, model } = connection;
    const isRefused = this.#refusedFields.has(connection, 'conversation');
    const conversationId = isRefused ? undefined : conversationNamed(connection);
    for (let index = input.length - 1; index >= 0; index--) {
      const turnId = input[index]?.turnId ?? '';
      const answer = this.#kept.get(turnId);
      if (answer?.baseUrl !== baseUrl || answer.model !== model) continue;
      if (answer.conversationId !== conversationId) continue;
      const first = input.findIndex((each) => each.turnId === turnId);
      const rest = input.slice(first).filter((each) => each.turnId !== turnId || isAfter(each, answer.round));
      return { answer, rest };
    }
    return undefined;
  }

  /** Whether a refusal is about the one response and no word on the endpoint. */
  #isOnlyLost({ error, fields }: Attempt & { kind: 'refused' }, { answer }: Anchor): boolean {
    return (
      fields.includes('previous_response_id') &&
      !isUnsupported(error) &&
      (this.#accepted.has(keyOf(answer, 'previous_response_id')) || this.#now() - answer.at > surelyKeptMs)
    );
  }
}

const encryptedReasoning = 'reasoning.encrypted_content';

/** Whether an item of a turn came after its request `round` was answered. */
function isAfter({ item, round = 0 }: TurnItem, answered: number): boolean {
  return round > answered || (round === answered && !isFromModel(item));
}

/** Whether the model made the item: what a person or a tool adds to a turn comes after the answer that is kept. */
function isFromModel(item: InputItem): boolean {
  if (item.type === 'message') return item.role === 'assistant';
  return item.type !== 'function_call_output' && item.type !== 'mcp_approval_response';
}

/** The server's conversation that the person named. */
function conversationNamed({ parameters }: Connection): string | undefined {
  const named = parameters?.values.conversation;
  return typeof named === 'string' ? named : undefined;
}

/** What the server says of the memory that the request named. */
function echoIn(
  event: ApiEvent & { type: 'response-start' | 'response-end' },
  { conversationId }: ResponseRequest,
): string | null | undefined {
  return conversationId === undefined ? event.previousResponseId : event.conversationId;
}

function carriedBy(request: ResponseRequest): OptionalField[] {
  const { previousResponseId, conversationId, store, promptCacheKey, include } = request;
  const values = {
    conversation: conversationId,
    previous_response_id: previousResponseId,
    store,
    prompt_cache_key: promptCacheKey,
    [encryptedReasoning]: include,
  };
  return optionalFields.filter((field) => values[field] !== undefined);
}

function keyOf({ baseUrl, model }: Endpoint, field: OptionalField): string {
  return `${baseUrl} ${model} ${field}`;
}
