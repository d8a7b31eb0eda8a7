import { responseEvents } from '../simulator/eventScript.ts';
import { frame, type WireEvent } from '../simulator/sse.ts';

/** A good answer as the server sends it and as people read it. */
export interface GoodAnswer {
  readonly body: Buffer;
  readonly text: string;
  readonly reasoning: string;
}

const thoughts = ['**Lesen** – erst die Frage 👀.', '**Wählen** – dann die Antwort.'];

/** A streamed answer with reasoning before its text, which holds characters of one to four bytes. */
export function goodAnswer(text: string): GoodAnswer {
  let ids = 0;
  const events = responseEvents({
    items: [
      { kind: 'reasoning', summary: thoughts },
      { kind: 'message', text },
    ],
    ending: { kind: 'completed' },
    response: { id: 'resp_1', object: 'response', created_at: 1, model: 'm', previous_response_id: null },
    usage: { inputTokens: 3, cachedTokens: 0 },
    newId: (prefix) => `${prefix}${++ids}`,
    isBackground: false,
    encryptReasoning: false,
    completedAt: () => 2,
  });
  return { body: encoded(events), text, reasoning: thoughts.join('\n\n') };
}

const proseText = 'Grüße — “eins” 👩‍👩‍👧 zwei\n\n```ts\nlet drei = "é";\n```\n终 fin.';

/** An edit the request of the suite can be answered with. */
export const editText = JSON.stringify({
  title: 'Use let',
  explanation: 'Grüße: `var` wird `let` 👍.',
  edits: [{ why: 'Scope', oldText: 'var a = 1;', newText: 'let a = 1;' }],
});

/** The two answers of a turn over a network: something to read, and an edit. */
export const prose: GoodAnswer = goodAnswer(proseText);
export const edit: GoodAnswer = goodAnswer(editText);

function encoded(events: Iterable<WireEvent>): Buffer {
  return Buffer.from([...events].map((event) => frame(event)).join(''));
}
