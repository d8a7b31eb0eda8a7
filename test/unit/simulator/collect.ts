import OpenAI from 'openai';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';

/** Starts a simulator without pauses, runs the test against it and closes it whatever happens. */
export async function withSimulator(
  test: (simulator: Simulator, client: OpenAI) => Promise<void>,
  options: SimulatorOptions = {},
): Promise<void> {
  const simulator = await startSimulator({ paceMs: 0, ...options });
  try {
    await test(
      simulator,
      new OpenAI({
        apiKey: 'sk-test-0123456789',
        baseURL: simulator.baseUrl,
        maxRetries: 0,
        logLevel: 'off',
      }),
    );
  } finally {
    await simulator.close();
  }
}

/** What the official client makes of a stream: the text of all deltas, the last event and how iterating ended. */
export interface Collected {
  readonly text: string;
  readonly types: readonly string[];
  readonly last: ResponseStreamEvent | undefined;
  readonly error: unknown;
}

export async function collect(
  client: OpenAI,
  body: Partial<OpenAI.Responses.ResponseCreateParamsStreaming>,
): Promise<Collected> {
  let text = '';
  const types: string[] = [];
  let last: ResponseStreamEvent | undefined;
  try {
    const stream = await client.responses.create({
      model: 'gpt-5.4-mini',
      input: 'Hello',
      ...body,
      stream: true,
    });
    for await (const event of stream) {
      types.push(event.type);
      last = event;
      if (event.type === 'response.output_text.delta') text += event.delta;
    }
    return { text, types, last, error: undefined };
  } catch (error) {
    return { text, types, last, error };
  }
}

/** Posts a body as it is and returns the whole reply. */
export async function post(
  simulator: Simulator,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly text: string; readonly headers: Headers }> {
  const response = await fetch(`${simulator.baseUrl}/responses`, {
    method: 'POST',
    headers: { Authorization: 'Bearer sk-test-0123456789', 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    redirect: 'manual',
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}
