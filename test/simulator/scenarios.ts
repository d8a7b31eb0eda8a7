import { answerTo, reasoningItem } from './answers/answer.ts';
import { called, calledForever, mcpAnswer } from './answers/calls.ts';
import { editRequestOf } from './answers/edit.ts';
import { longAnswer } from './answers/long.ts';
import { serverToolAnswers } from './answers/serverTools.ts';
import { spoiledEdits } from './answers/spoiledEdits.ts';
import type { Message } from './conversation.ts';
import * as deviations from './deviations.ts';
import type { Answer, Ending, ScriptedItem } from './eventScript.ts';
import { type HttpReply, httpReplies } from './httpReplies.ts';
import type { ResponsesRequest } from './requestSchema.ts';
import type { Scenario, ScenarioName } from './scenario.ts';
import type { SseOptions } from './sse.ts';
import type { Step } from './steps.ts';

export interface Asked {
  readonly request: ResponsesRequest;
  readonly messages: readonly Message[];
  readonly scenario: Scenario;
}

/** What is different from a plain good answer. A scenario that has an `http` reply has nothing else. */
export interface Play {
  readonly http?: HttpReply;
  readonly answer?: (asked: Asked) => Answer;
  readonly deviate?: deviations.Deviation;
  readonly framing?: Partial<SseOptions>;
  /** What happens to the connection in the middle of the answer. `end` is a proper end of the body. */
  readonly breakOff?: Extract<Step['kind'], 'cut' | 'reset' | 'stall'> | 'end';
}

/** Whether a scenario is an answer to an edit request, so that it only takes those. */
export function isAboutEdits(name: ScenarioName): boolean {
  return name in spoiledEdits || name === 'edit' || name === 'wrong-anchor-once';
}

/** Whether a scenario is about the memory of the server, so that it only takes requests that go on from a response. */
export function isAboutMemory(name: ScenarioName): boolean {
  return name.startsWith('previous-');
}

/** What each scenario does. */
export const scenarios: Readonly<Record<ScenarioName, Play>> = {
  ...httpReplies,

  // Like a gateway that drops the parameter: the router leaves out what it remembers, and the echo is null.
  'previous-ignored': {},

  cut: { breakOff: 'cut' },
  'cut-clean': { breakOff: 'end' },
  reset: { breakOff: 'reset' },
  stall: { breakOff: 'stall' },
  slow: { framing: { paceMs: 400 } },

  'unknown-events': { deviate: deviations.unknownEvents },
  keepalive: { deviate: deviations.keepAlives },
  'no-terminal': { deviate: deviations.withoutTerminal },
  'done-sentinel': { framing: { doneSentinel: true } },
  'no-event-lines': { framing: { eventLines: false } },
  crlf: { framing: { lineEnd: '\r\n' } },
  'rotating-ids': { deviate: deviations.rotatingIds },
  'empty-output': { deviate: deviations.emptyOutput },
  'no-indices': { deviate: deviations.withoutIndices },
  'no-sequence': { deviate: deviations.withoutSequence },
  'no-usage': { deviate: deviations.withoutUsage },
  'float-times': { deviate: deviations.floatTimes },
  'text-in-done': { deviate: deviations.textInDone },
  'error-flat': { answer: failed, deviate: deviations.flatError },
  'error-untyped': { answer: failed, deviate: deviations.untypedError },

  text: { answer: ({ scenario }) => said(scenario.text ?? '') },
  long: { answer: () => said(longAnswer()) },
  reasoning: {
    answer: (asked) => {
      const { items, ending } = plain(asked);
      const [first] = items;
      return first?.kind === 'reasoning'
        ? { items, ending }
        : { items: [reasoningItem(asked.messages), ...items], ending };
    },
  },
  refusal: {
    answer: ({ scenario }) => ({
      items: [{ kind: 'refusal', refusal: scenario.text ?? 'I’m sorry, but I can’t help with that.' }],
      ending: { kind: 'completed' },
    }),
  },
  incomplete: { answer: (asked) => half(plain(asked), { kind: 'incomplete', reason: 'max_output_tokens' }) },
  'content-filter': {
    answer: (asked) => half(plain(asked), { kind: 'incomplete', reason: 'content_filter' }),
  },
  'failed-nested': { answer: failed },
  'empty-answer': { answer: () => ({ items: [], ending: { kind: 'completed' } }) },
  'function-call': { answer: ({ request }) => called(request, call(request, '{"path":"src/cart.ts"}')) },
  'function-calls': {
    answer: ({ request }) =>
      called(
        request,
        call(request, '{"path":"src/cart.ts"}'),
        { kind: 'function_call', name: 'list_files', arguments: '{"path":"src"}' },
        { kind: 'function_call', name: 'no_such_function', arguments: '{}' },
      ),
  },
  'function-loop': {
    answer: ({ request }) => calledForever(request, call(request, '{"path":"src/cart.ts"}')),
  },
  'function-bad-arguments': { answer: ({ request }) => called(request, call(request, '{"path":"src/ca')) },
  mcp: { answer: ({ request }) => mcpAnswer(request) },
  'web-search': { answer: serverToolAnswers['web-search'] },
  'file-search': { answer: serverToolAnswers['file-search'] },
  'code-interpreter': { answer: serverToolAnswers['code-interpreter'] },
  'image-generation': { answer: serverToolAnswers['image-generation'] },
  events: {},
  replay: {},

  edit: { answer: ({ scenario }) => said(JSON.stringify(scenario.edit ?? null)) },
  'wrong-anchor': { answer: spoiled('wrong-anchor') },
  'wrong-anchor-once': { answer: spoiled('wrong-anchor') },
  'ambiguous-anchor': { answer: spoiled('ambiguous-anchor') },
  'outside-scope': { answer: spoiled('outside-scope') },
  'not-json': { answer: spoiled('not-json') },
  'wrong-schema': { answer: spoiled('wrong-schema') },
  'fenced-code': { answer: spoiled('fenced-code') },
  'empty-edit': { answer: spoiled('empty-edit') },
};

/** A call of the first function that is offered. */
function call({ tools }: ResponsesRequest, args: string): ScriptedItem {
  const tool = tools?.find(({ type }) => type === 'function');
  return { kind: 'function_call', name: String(tool?.['name'] ?? 'read_file'), arguments: args };
}

function plain({ request, messages }: Asked): Answer {
  return answerTo(request, messages);
}

function said(text: string): Answer {
  return { items: [{ kind: 'message', text }], ending: { kind: 'completed' } };
}

function spoiled(name: keyof typeof spoiledEdits): (asked: Asked) => Answer {
  return (asked) => {
    const edit = editRequestOf(asked.messages);
    return edit === undefined ? plain(asked) : said(spoiledEdits[name](edit));
  };
}

function failed(asked: Asked): Answer {
  return half(plain(asked), {
    kind: 'failed',
    code: 'server_error',
    message: 'The server had an error while processing your request. Sorry about that!',
  });
}

/** The answer up to the middle of its last item. */
function half({ items }: Answer, ending: Ending): Answer {
  return { items: items.map((item, index) => (index === items.length - 1 ? firstHalf(item) : item)), ending };
}

function firstHalf(item: ScriptedItem): ScriptedItem {
  if (item.kind !== 'message') return item;
  const characters = [...item.text];
  return { kind: 'message', text: characters.slice(0, Math.ceil(characters.length / 2)).join('') };
}
