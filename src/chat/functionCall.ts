import { asText, parseJson } from '../api/json.ts';
import type { ToolChange } from '../protocol/toolItem.ts';
import { shownArguments } from './shownArguments.ts';
import type { CallContext, OpenCall } from './toolCalls.ts';
import type { Tool } from './tools/tool.ts';
import { ToolFailure } from './workspace.ts';

/** What came of a call, in words for the model. */
interface Outcome {
  readonly isDone: boolean;
  readonly text: string;
}

/** The longest output the panel shows, in characters; the model reads all of it. */
const maxShown = 10_000;

/**
 * Runs a function the model called, after a person allowed it, and puts the call with its output where the next
 * request finds them. Whatever is wrong with the call is told to the model; nothing is thrown (P14).
 */
export async function answerFunctionCall(
  { outputIndex, item }: OpenCall,
  context: CallContext,
  isRepeated: boolean,
): Promise<void> {
  const { turnId, emit, newId } = context;
  const show = (change: ToolChange) => emit({ type: 'tool-change', turnId, outputIndex, change });
  const callId = asText(item['call_id']);
  const args = argumentsOf(item['arguments']);
  const outcome =
    callId === undefined
      ? failed('The call has no call_id.')
      : isRepeated
        ? failed('Another call of this response has the same call_id.')
        : await outcomeOf({ item, args, context, show });
  const text = outcome.text.length > maxShown ? `${outcome.text.slice(0, maxShown)}…` : outcome.text;
  show({
    state: outcome.isDone ? 'done' : 'failed',
    details: [{ kind: outcome.isDone ? 'output' : 'error', text }],
  });
  const call_id = callId === undefined || isRepeated ? newId() : callId;
  const name = asText(item['name']) ?? 'unknown';
  // Some providers refuse a conversation that holds arguments which are no JSON.
  const sent = parseJson(args) === undefined ? '{}' : args;
  emit({
    type: 'item-replay',
    turnId,
    outputIndex,
    replay: [
      { type: 'function_call', call_id, name, arguments: sent },
      { type: 'function_call_output', call_id, output: outcome.text },
    ],
  });
}

async function outcomeOf(call: {
  readonly item: OpenCall['item'];
  readonly args: string;
  readonly context: CallContext;
  readonly show: (change: ToolChange) => void;
}): Promise<Outcome> {
  const { item, args, context, show } = call;
  const { tools, signal, refusal, onDefect } = context;
  if (refusal !== undefined) return failed(refusal);
  const { status } = item;
  if (status !== undefined && status !== null && status !== 'completed') {
    return failed('The call is not complete.');
  }
  const tool = tools?.functions.find(({ name }) => name === item['name']);
  if (tools === undefined || tool === undefined)
    return failed(unknownFunction(item['name'], tools?.functions));
  try {
    const prepared = tool.prepare(args);
    const word = await askFor(tool, prepared.shown, call);
    if (word !== undefined) return failed(word);
    show({ state: 'running' });
    const { workspace } = tools;
    return { isDone: true, text: await untilAborted(prepared.run({ workspace, signal }), signal) };
  } catch (error) {
    if (signal.aborted) return failed(stopped);
    if (error instanceof ToolFailure) return failed(error.message);
    onDefect(error);
    return failed('The function failed because of a defect in the editor extension.');
  }
}

const stopped = 'The person stopped the answer before this was done.';

/** Undefined once the call may run, else why it may not. */
async function askFor(
  { name }: Tool,
  args: string,
  { context, show }: { readonly context: CallContext; readonly show: (change: ToolChange) => void },
): Promise<string | undefined> {
  const { approvals, newId, signal } = context;
  if (approvals.isAllowed(name)) return undefined;
  const approval = { id: newId(), tool: name, args: shownArguments(args), canStand: true };
  const answered = approvals.ask({ id: approval.id, tool: name, signal });
  show({ state: 'waiting', approval });
  const answer = await answered;
  show({ approval: { ...approval, answer } });
  switch (answer) {
    case 'once':
    case 'conversation':
      return undefined;
    case 'denied':
      return 'The person did not allow this call.';
    case 'withdrawn':
      return stopped;
  }
}

function unknownFunction(name: unknown, functions: readonly Tool[] = []): string {
  const names = functions.map((tool) => tool.name).join(', ');
  const known = names === '' ? 'No function can be called here.' : `These can be called: ${names}.`;
  return `There is no function ${JSON.stringify(name ?? '')}. ${known}`;
}

/** The arguments as JSON text; a few servers send an object, and nothing for a function without arguments. */
function argumentsOf(value: unknown): string {
  if (typeof value === 'string') return value.trim() === '' ? '{}' : value;
  return value === undefined || value === null ? '{}' : JSON.stringify(value);
}

/** The value, or a rejection as soon as the signal is aborted: Stop does not wait for a slow disk. */
function untilAborted<T>(value: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    value.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
  });
}

function failed(text: string): Outcome {
  return { isDone: false, text };
}
