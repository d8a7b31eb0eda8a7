import { excerptsOf, instructionOf, isFrench, type Message, messagesOf } from '../conversation.ts';
import type { Answer, ScriptedItem } from '../eventScript.ts';
import { models, reasonsByName } from '../models.ts';
import type { ResponsesRequest } from '../requestSchema.ts';
import { readingCall, resultText } from './calls.ts';
import { chatAnswer } from './chat.ts';
import { editAnswer, editRequestOf } from './edit.ts';
import { filesAnswer } from './files.ts';
import { jsonSample } from './jsonSample.ts';
import { longAnswer } from './long.ts';

/** What a good model would answer. `messages` is the whole conversation, oldest first. */
export function answerTo(request: ResponsesRequest, messages: readonly Message[]): Answer {
  const result = resultText(request);
  if (result !== undefined)
    return { items: [{ kind: 'message', text: result }], ending: { kind: 'completed' } };
  const call = requiredCall(request, messages) ?? readingCall(request, messages);
  const answer: ScriptedItem = call ?? { kind: 'message', text: textFor(request, messages) };
  return { items: [...reasoningFor(request, messages), answer], ending: { kind: 'completed' } };
}

/** The thoughts shown before an answer; empty unless the model reasons. */
export function reasoningFor(
  request: ResponsesRequest,
  messages: readonly Message[],
): readonly ScriptedItem[] {
  const effort = request.reasoning?.effort ?? models.get(request.model)?.defaultEffort ?? 'none';
  const asked =
    request.reasoning !== undefined && request.reasoning !== null && request.reasoning.effort !== 'none';
  return asked || (reasonsByName(request.model) && effort !== 'none') ? [reasoningItem(messages)] : [];
}

/** Two short summaries of thinking about the last question. */
export function reasoningItem(messages: readonly Message[]): ScriptedItem {
  const last = lastQuestion(messages);
  const [file] = excerptsOf(last);
  const about = file === undefined ? undefined : `\`${file.path}\``;
  return isFrench(instructionOf(last))
    ? {
        kind: 'reasoning',
        summary: [
          `**Lire la question**\n\nJe regarde d’abord ce qui est demandé${about === undefined ? '' : `, puis ${about}`}.`,
          '**Choisir la réponse**\n\nUne explication courte avec un exemple sera la plus utile.',
        ],
      }
    : {
        kind: 'reasoning',
        summary: [
          `**Reading the question**\n\nFirst I look at what is asked${about === undefined ? '' : `, then at ${about}`}.`,
          '**Choosing the answer**\n\nA short explanation with one example will help most.',
        ],
      };
}

function textFor(request: ResponsesRequest, messages: readonly Message[]): string {
  const format = request.text?.format;
  if (format?.type === 'json_object') return JSON.stringify({ answer: 'sample' });
  if (format?.type === 'json_schema') {
    if (format.name === 'files') return JSON.stringify(filesAnswer(messages));
    const edit = format.name === 'edit' ? editRequestOf(messages) : undefined;
    return JSON.stringify(edit === undefined ? jsonSample(format.schema) : editAnswer(edit));
  }
  return continued(request, messages) ?? freeText(messages);
}

function freeText(messages: readonly Message[]): string {
  const last = lastQuestion(messages);
  const question = instructionOf(last);
  if (/\b(long|longue|very long)\s+(answer|réponse|text|texte)\b|réponse\s+(très\s+)?longue/i.test(question))
    return longAnswer();
  const attached = [last, ...messages.toReversed().map(({ text }) => text)]
    .map(excerptsOf)
    .find((files) => files.length > 0);
  return chatAnswer(question, attached ?? []);
}

/** The rest of an answer that broke off: the person asks to go on and the beginning is in the history. */
function continued(request: ResponsesRequest, messages: readonly Message[]): string | undefined {
  const [partial, last] = messages.slice(-2);
  if (partial?.role !== 'assistant' || last === undefined) return undefined;
  if (!/^(please )?(continue|go on|poursui|continuez)/i.test(last.text.trim())) return undefined;
  const whole = textFor(request, messages.slice(0, -2));
  return partial.text !== '' && whole.startsWith(partial.text) ? whole.slice(partial.text.length) : undefined;
}

/** A function call, when the request insists on one and has no output of one yet. */
function requiredCall(
  { tools, tool_choice: choice }: ResponsesRequest,
  messages: readonly Message[],
): ScriptedItem | undefined {
  const named = typeof choice === 'object' && choice?.type === 'function' ? choice['name'] : undefined;
  if (choice !== 'required' && named === undefined) return undefined;
  const tool = (tools ?? []).find(
    ({ type, name }) => type === 'function' && (named === undefined || name === named),
  );
  if (tool === undefined || messages.length === 0) return undefined;
  return {
    kind: 'function_call',
    name: String(tool['name']),
    arguments: JSON.stringify(jsonSample(tool['parameters'])),
  };
}

function lastQuestion(messages: readonly Message[]): string {
  return messages.findLast(({ role }) => role === 'user')?.text ?? '';
}

/** The conversation a request asks about: what the server remembers, then what it brought along. */
export function conversationOf(
  request: ResponsesRequest,
  remembered: readonly Message[],
): readonly Message[] {
  return [...remembered, ...messagesOf(request.input)];
}
