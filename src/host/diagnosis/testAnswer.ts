import type { Client } from '../../api/client.ts';
import type { TestAnswer } from './diagnosis.ts';

/** The most tokens the test may cost; the smallest number the API accepts. */
export const testAnswerTokens = 16;

/**
 * Asks the model for one short streamed answer that the server shall not keep. An answer that reaches its limit
 * has shown that streaming works. Throws as `Client.stream` does, and the error of a response that failed.
 */
export async function testAnswer(options: {
  readonly client: Client;
  readonly model: string;
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly now: () => number;
}): Promise<TestAnswer> {
  const { client, model, idleTimeoutMs, signal, now } = options;
  const started = now();
  let firstEventMs: number | undefined;
  let firstTextMs: number | undefined;
  let retries = 0;
  let end: TestAnswer['end'] = 'incomplete';
  const request = {
    model,
    input: [{ type: 'message', role: 'user', content: 'Reply with the single word OK.' }],
    parameters: { max_output_tokens: testAnswerTokens, store: false },
  } as const;
  for await (const event of client.stream(request, { signal, idleTimeoutMs })) {
    const ms = now() - started;
    if (event.type === 'retry') {
      retries = event.attempt;
      continue;
    }
    firstEventMs ??= ms;
    if (event.type === 'text-delta') firstTextMs ??= ms;
    if (event.type !== 'response-end') continue;
    if (event.end.status === 'failed') throw event.end.error;
    end = event.end.status;
  }
  return { firstEventMs: firstEventMs ?? now() - started, firstTextMs, end, retries };
}
