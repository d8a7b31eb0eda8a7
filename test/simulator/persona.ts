import type { WireError } from './gateway.ts';
import type { ResponsesRequest } from './requestSchema.ts';
import type { SseOptions, WireEvent } from './sse.ts';
import type { Step } from './steps.ts';

/** How one real server behaves where servers differ. What is not said here is the same for all of them. */
export interface Persona {
  /** A refusal as this server writes it down. */
  readonly refusal: (
    error: WireError,
    requestId: string,
    headers?: Readonly<Record<string, string>>,
  ) => readonly Step[];
  readonly invalidKey: WireError;
  /** Absent where a key is not needed. */
  readonly missingKey: WireError | undefined;
  readonly unknownModel: (model: string) => WireError;
  /** The answer to a path that is no route. */
  readonly unknownPath: (method: string, path: string) => readonly Step[];
  /** Whether the gateway looks at a request before the provider does, with refusals of its own. */
  readonly isGateway: boolean;
  /** Headers of every good reply. */
  readonly headers: (requestId: string) => Readonly<Record<string, string>>;
  readonly framing: Partial<SseOptions>;
  /** What this server does not take of a request that is well-formed. */
  readonly refuses: (request: ResponsesRequest) => WireError | undefined;
  /** Parameters that are lost on the way, without a word. */
  readonly drops: readonly (keyof ResponsesRequest)[];
  /**
   * Whether responses can be made in the background, and read again, cancelled and deleted by their id.
   * With it `background: true` is honoured.
   */
  readonly keepsResponses: boolean;
  /** What is different in the events of its streams. */
  readonly deviate: (events: Iterable<WireEvent>, request: ResponsesRequest) => Iterable<WireEvent>;
}
