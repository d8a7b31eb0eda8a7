import type { Answer, ScriptedAnnotation, ScriptedItem } from '../eventScript.ts';

/** Of one pixel. */
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Answers that use each tool of the server once, with what they rest on. */
export const serverToolAnswers = {
  'web-search': () =>
    answer(
      {
        kind: 'web_search_call',
        query: 'typical http 5xx error budget',
        sources: ['https://sre.example/error-budgets', 'https://docs.example/http-5xx'],
      },
      cited('A budget of 99.9 % is common.', {
        type: 'url_citation',
        url: 'https://sre.example/error-budgets',
        title: 'Error budgets',
      }),
      cited(' A rate above 1 % needs a look.', {
        type: 'url_citation',
        url: 'https://docs.example/http-5xx',
        title: 'HTTP 5xx in practice',
      }),
    ),
  'file-search': () =>
    answer(
      {
        kind: 'file_search_call',
        query: 'retry policy',
        results: [{ filename: 'runbook.pdf', text: 'Requests are sent again at most twice.', score: 0.93 }],
      },
      cited('Requests are sent again at most twice.', {
        type: 'file_citation',
        file_id: 'file-1',
        filename: 'runbook.pdf',
      }),
    ),
  'code-interpreter': () =>
    answer(
      {
        kind: 'code_interpreter_call',
        code: 'rates = [0.004, 0.019, 0.003]\nprint(max(rates))',
        logs: '0.019',
        image: `data:image/png;base64,${png}`,
      },
      cited('The highest rate is 1.9 %. The table is in rates.csv.', {
        type: 'container_file_citation',
        container_id: 'cntr_1',
        file_id: 'cfile_1',
        filename: 'rates.csv',
      }),
    ),
  'image-generation': () => answer({ kind: 'image_generation_call', png }, cited('Here it is.')),
} as const satisfies Readonly<Record<string, () => Answer>>;

type Source =
  | { readonly type: 'url_citation'; readonly url: string; readonly title: string }
  | { readonly type: 'file_citation'; readonly file_id: string; readonly filename: string }
  | {
      readonly type: 'container_file_citation';
      readonly container_id: string;
      readonly file_id: string;
      readonly filename: string;
    };

interface Sentence {
  readonly text: string;
  readonly source: Source | undefined;
}

function cited(text: string, source?: Source): Sentence {
  return { text, source };
}

/** A call and a message of the sentences, each of which rests on its source. */
function answer(call: ScriptedItem, ...sentences: readonly Sentence[]): Answer {
  let text = '';
  const annotations: ScriptedAnnotation[] = [];
  for (const sentence of sentences) {
    const start_index = text.length;
    text += sentence.text;
    if (sentence.source === undefined) continue;
    const place =
      sentence.source.type === 'file_citation'
        ? { index: text.length }
        : { start_index, end_index: text.length };
    annotations.push({ ...sentence.source, ...place });
  }
  return { items: [call, { kind: 'message', text, annotations }], ending: { kind: 'completed' } };
}
