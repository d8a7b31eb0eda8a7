import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { type PersonaName, personaNames } from '../../simulator/personas/personas.ts';
import { withSimulator } from './collect.ts';

const request = { model: 'gpt-5.4-mini', input: 'Hello', instructions: 'Be kind.', store: false } as const;
const tools: OpenAI.Responses.FunctionTool[] = [
  {
    type: 'function',
    name: 'weather',
    strict: false,
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
];

/** What the official client can be asked to do. Each returns `ok`, or what came out instead. */
const feats: Readonly<Record<string, (client: OpenAI) => Promise<string>>> = {
  async 'read events'(client) {
    let text = '';
    let last = '';
    for await (const event of await client.responses.create({ ...request, stream: true })) {
      if (event.type === 'response.output_text.delta') text += event.delta;
      last = event.type;
    }
    return text.length > 200 && last === 'response.completed' ? 'ok' : `${text.length} ${last}`;
  },
  async 'add up text'(client) {
    const response = await client.responses.stream(request).finalResponse();
    return response.output_text.length > 200 ? 'ok' : 'empty';
  },
  async 'add up reasoning'(client) {
    const stream = client.responses.stream({ ...request, reasoning: { summary: 'auto' } });
    const [first] = (await stream.finalResponse()).output;
    const parts = first?.type === 'reasoning' ? [...first.summary, ...(first.content ?? [])] : [];
    return parts.length === 2 ? 'ok' : 'empty';
  },
  async 'add up a call'(client) {
    const stream = client.responses.stream({ ...request, tools, tool_choice: 'required' });
    const [call] = (await stream.finalResponse()).output;
    return call?.type === 'function_call' ? ok(call.arguments, '{"city":"sample"}') : (call?.type ?? 'empty');
  },
  async 'read a whole response'(client) {
    const { output_text: text } = await client.responses.create(request);
    return text.length > 200 ? 'ok' : 'empty';
  },
  async 'tell of an unknown model'(client) {
    const error: unknown = await client.responses
      .create({ ...request, stream: true, model: 'nope' })
      .catch((problem: unknown) => problem);
    return error instanceof OpenAI.APIError && error.message.includes('nope') ? 'ok' : messageOf(error);
  },
};

/** Where the official client falls short of a server, or the server of what it was asked. */
const known: Readonly<Partial<Record<PersonaName, Readonly<Record<string, string>>>>> = {
  // Its answer is the output of the terminal event, which is empty there (§7 #8); errors are read from `error` only.
  codex: {
    'add up text': 'empty',
    'add up reasoning': 'empty',
    'add up a call': 'empty',
    'read a whole response': '400 status code (no body)',
    'tell of an unknown model': '400 status code (no body)',
  },
  // It finds items by index, and there is none (§7 #14).
  llamacpp: {
    'add up text': 'missing output at index undefined',
    'add up reasoning': 'missing output at index undefined',
    'add up a call': 'missing output at index undefined',
  },
  // The server passes over the choice of a tool (§7 #22).
  ollama: { 'add up a call': 'message' },
};

describe('The official openai client against each persona', () => {
  for (const persona of personaNames) {
    const gaps = Object.keys(known[persona] ?? {});
    it(`${persona}: can do everything${gaps.length === 0 ? '' : ` but ${gaps.join(', ')}`}`, async () => {
      await withSimulator(
        async (_simulator, client) => {
          const seen: Record<string, string> = {};
          for (const [name, feat] of Object.entries(feats)) seen[name] = await feat(client).catch(messageOf);
          const all = Object.fromEntries(Object.keys(feats).map((name) => [name, 'ok']));
          assert.deepEqual(seen, { ...all, ...known[persona] });
        },
        { persona },
      );
    });
  }
});

function ok(actual: string, expected: string): string {
  return actual === expected ? 'ok' : actual;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
