import type { Citation } from './citation.ts';
import type { AnsweredParameter, ContentFilter } from './echo.ts';
import type { ApiError } from './errors.ts';

/** Tokens of one response. Every field may be missing behind a gateway; missing is not zero. */
export interface Usage {
  readonly inputTokens?: number;
  readonly cachedTokens?: number;
  readonly outputTokens?: number;
  readonly reasoningTokens?: number;
}

/** How a response ended on the wire: the terminal event, or the word of the response object it carried. */
export type ResponseEnd =
  | { readonly status: 'completed' }
  | { readonly status: 'incomplete'; readonly reason: 'max_output_tokens' | 'content_filter' | 'unknown' }
  | { readonly status: 'failed'; readonly error: ApiError };

/**
 * One event of a streamed response, in our words. Everything is keyed by `outputIndex`, never by item id:
 * one provider rotates the ids within an item.
 */
export type ApiEvent =
  /** The request failed before anything was shown and is sent again after `delayMs`. */
  | {
      readonly type: 'retry';
      readonly attempt: number;
      readonly maxAttempts: number;
      readonly delayMs: number;
      readonly error: ApiError;
    }
  | {
      readonly type: 'response-start';
      readonly responseId?: string;
      readonly model?: string;
      /** The response the server says it went on from; null for none, absent when it does not say. */
      readonly previousResponseId?: string | null;
      /** The conversation the server says the response belongs to; as above. */
      readonly conversationId?: string | null;
      /** The server makes the response in the background: it can be asked for later. */
      readonly isBackground?: true;
    }
  /**
   * `itemType` is the wire's item type (`message`, `reasoning`, `function_call`, … or one we do not know).
   * `item` is the item as it was announced; absent for messages, reasoning and what was never announced.
   */
  | {
      readonly type: 'item-start';
      readonly outputIndex: number;
      readonly itemType: string;
      readonly item?: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: 'text-delta';
      readonly outputIndex: number;
      readonly contentIndex: number;
      readonly delta: string;
    }
  /** The text of the part as the server has it. Emitted only when it differs from the deltas seen so far. */
  | {
      readonly type: 'text-correction';
      readonly outputIndex: number;
      readonly contentIndex: number;
      readonly text: string;
    }
  /** A piece of the text rests on a source. Each citation comes once, whenever the server tells of it. */
  | {
      readonly type: 'citation';
      readonly outputIndex: number;
      readonly contentIndex: number;
      readonly citation: Citation;
    }
  | { readonly type: 'refusal-delta'; readonly outputIndex: number; readonly delta: string }
  /** Reasoning summary or reasoning text. A new `part` starts a new paragraph. */
  | {
      readonly type: 'reasoning-delta';
      readonly outputIndex: number;
      readonly part: number;
      readonly delta: string;
    }
  /** What a tool is given: arguments, code, a command, a patch. Each `part` is a command of its own. */
  | {
      readonly type: 'input-delta';
      readonly outputIndex: number;
      readonly part: number;
      readonly delta: string;
    }
  /** What the server says the tool was really given, where the deltas said another thing. */
  | {
      readonly type: 'input-correction';
      readonly outputIndex: number;
      readonly part: number;
      readonly text: string;
    }
  /** What a call does now, in the server's word: `searching`, `interpreting`, `failed`, … */
  | { readonly type: 'tool-status'; readonly outputIndex: number; readonly status: string }
  /** An unfinished picture of an image call, as Base64; `format` is the server's word for its kind. */
  | {
      readonly type: 'partial-image';
      readonly outputIndex: number;
      readonly data: string;
      readonly format?: string;
    }
  /** `item` is the finished item as the server sent it; absent for messages and where it was never sent. */
  | {
      readonly type: 'item-end';
      readonly outputIndex: number;
      readonly itemType: string;
      readonly item?: Readonly<Record<string, unknown>>;
    }
  /** Bytes arrived that change nothing on screen: a comment, a keep-alive, an event type we do not know. */
  | { readonly type: 'alive'; readonly eventType?: string }
  /** Always last. After it the generator returns. */
  | {
      readonly type: 'response-end';
      readonly end: ResponseEnd;
      readonly responseId?: string;
      /** The model the server says answered; may be a snapshot of, or other than, the one asked for. */
      readonly model?: string;
      readonly previousResponseId?: string | null;
      readonly conversationId?: string | null;
      readonly serviceTier?: string;
      readonly usage?: Usage;
      /** What content filters found; absent where the server says nothing of any. */
      readonly contentFilters?: readonly ContentFilter[];
      /** What the response object repeats of its request, by wire name; without what is null. */
      readonly echo?: Readonly<Record<string, unknown>>;
      /** What became of the parameters that were sent. Added by `withParameters`. */
      readonly parameters?: readonly AnsweredParameter[];
      /** Events passed over because their type is unknown, with how often each was seen. */
      readonly unknownEvents: Readonly<Record<string, number>>;
    };
