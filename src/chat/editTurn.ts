import { createPartialAnswer, type PartialEdit } from '../edits/partial.ts';
import type { EditProblem, EditStatus } from '../protocol/proposedEdit.ts';
import type { TranscriptEvent } from '../protocol/transcript.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import type { CapturedEdit } from './editAnswer.ts';
import type { TurnItem } from './history.ts';
import { repairMessage, withOwn } from './prompts.ts';
import { type RunResult, runResponse } from './runResponse.ts';
import type { ConversationState } from './state.ts';
import { addUsage } from './usage.ts';

export interface EditRun {
  readonly turnId: string;
  readonly editId: string;
  readonly connection: Connection;
  readonly state: ConversationState;
  /** The conversation up to and including the request. */
  readonly input: readonly TurnItem[];
  readonly edit: CapturedEdit;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly emit: (event: TranscriptEvent) => void;
}

/** Takes the hunks away that were shown while they were written. */
const nothing = { title: '', edits: [] };

/**
 * Asks for an edit, streams its explanation, checks the answer against the schema, places it in the code it
 * was made for and presents it. An answer that cannot be used is sent back once with the reason (S-8, B-8);
 * after that there is no edit, and the card says why. Nothing is planned from a turn that did not complete.
 */
export async function runEdit(run: EditRun): Promise<RunResult> {
  showStatus(run, { kind: 'generating' });
  const first = await requestAnswer(run, run.input, 0);
  if (first.result.status.kind !== 'completed') return withoutEdit(run, first.result);
  const problem = await presentAnswer(run, first.json);
  if (problem === undefined) return first.result;

  run.edit.preview(run.editId, nothing);
  run.emit({ type: 'turn-note', turnId: run.turnId, note: { kind: 'edit_repair', reason: problem } });
  for (const outputIndex of first.messageIndices) {
    run.emit({ type: 'text-correction', turnId: run.turnId, outputIndex, text: '' });
  }
  const { turnId } = run;
  const repairInput: TurnItem[] = [
    ...run.input,
    { turnId, item: { type: 'message', role: 'assistant', content: first.json } },
    { turnId, item: { type: 'message', role: 'user', content: repairMessage(problem) } },
  ];
  const second = await requestAnswer(run, repairInput, 1);
  const result = { ...second.result, ...addUsage(first.result, second.result) };
  if (result.status.kind !== 'completed') return withoutEdit(run, result);
  const remaining = await presentAnswer(run, second.json);
  if (remaining === undefined) return result;
  run.edit.preview(run.editId, nothing);
  showStatus(run, { kind: 'failed', problem: remaining });
  return result;
}

interface Answer {
  readonly result: RunResult;
  readonly json: string;
  readonly messageIndices: ReadonlySet<number>;
}

async function requestAnswer(run: EditRun, input: readonly TurnItem[], round: number): Promise<Answer> {
  const { turnId, connection, state, signal, clock, emit } = run;
  const { format } = run.edit;
  const instructions = withOwn(run.edit.instructions, connection.instructions);
  const messageIndices = new Set<number>();
  let partial = createPartialAnswer();
  let json = '';
  let title = '';
  let edits: readonly PartialEdit[] = [];
  const result = await runResponse({
    turnId,
    model: connection.model,
    baseUrl: connection.baseUrl,
    stream: (options) => state.stream({ turnId, round, connection, instructions, input, format }, options),
    signal,
    clock,
    idleTimeoutMs: connection.idleTimeoutMs,
    emit,
    round,
    structured: {
      onDelta(outputIndex, delta) {
        json += delta;
        messageIndices.add(outputIndex);
        const readable = partial.feed(delta);
        if (readable.explanation !== '') {
          emit({ type: 'text-delta', turnId, outputIndex, delta: readable.explanation });
        }
        if (readable.title !== '') {
          title += readable.title;
          showStatus(run, { kind: 'generating' }, title);
        }
        if (readable.edits.length === 0) return;
        edits = [...edits, ...readable.edits];
        run.edit.preview(run.editId, { title, edits: [...edits] });
      },
      onCorrection(outputIndex, text) {
        json = text;
        messageIndices.add(outputIndex);
        partial = createPartialAnswer();
        emit({ type: 'text-correction', turnId, outputIndex, text: partial.feed(text).explanation });
      },
    },
  });
  return { result, json, messageIndices };
}

/** Shows the answer as a pending edit, or tells why it is none. */
async function presentAnswer(run: EditRun, json: string): Promise<EditProblem | undefined> {
  const parsed = parseJson(json);
  if (parsed === undefined) return { code: 'not_json' };
  const answer = run.edit.read(parsed.value);
  if (answer.kind === 'problem') return answer.problem;
  const { title } = answer;
  if (answer.kind === 'empty') {
    run.edit.preview(run.editId, nothing);
    showStatus(run, { kind: 'empty' }, title);
    return undefined;
  }
  const edit = await answer.present(run.editId);
  if (edit === undefined) showStatus(run, { kind: 'failed', problem: { code: 'document_closed' } }, title);
  else run.emit({ type: 'edit-change', turnId: run.turnId, edit });
  return undefined;
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function withoutEdit(run: EditRun, result: RunResult): RunResult {
  run.edit.preview(run.editId, nothing);
  showStatus(run, { kind: 'failed', problem: { code: 'not_completed' } });
  return result;
}

function showStatus(run: EditRun, status: EditStatus, title = ''): void {
  run.emit({ type: 'edit-change', turnId: run.turnId, edit: { id: run.editId, title, status, files: [] } });
}
