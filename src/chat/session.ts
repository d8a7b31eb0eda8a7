import { withBuiltInTools } from '../api/builtInTools.ts';
import { withParameters } from '../api/capabilities.ts';
import type { Client, StreamOptions } from '../api/client.ts';
import { asArray } from '../api/json.ts';
import type { ParameterRefusal } from '../api/parameterRefusal.ts';
import { addedParameters, isParameterName, type ParameterValues } from '../api/parameters.ts';
import type { InputMessage } from '../api/request.ts';
import {
  type AssistantTurn,
  type EditorCommand,
  isEnded,
  newestLeafBelow,
  pathTo,
  reduce,
  type Transcript,
  type TranscriptEvent,
  type TurnNote,
  type UserTurn,
  versionsOf,
} from '../protocol/transcript.ts';
import { Approvals } from './approvals.ts';
import { type Attachment, messageContent, withoutMedia } from './attachments.ts';
import { runChatTurn } from './chatTurn.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import { captureEdit, type EditRequest } from './editAnswer.ts';
import { runEdit } from './editTurn.ts';
import { inputTo, type TurnItem } from './history.ts';
import { withMediaRefusal } from './mediaRefusal.ts';
import type { Keeping } from './memory.ts';
import { problemOf } from './problem.ts';
import { chatInstructions, withOwn } from './prompts.ts';
import type { RefusedFields } from './refusedFields.ts';
import { type RunResult, runningRound, runResponse } from './runResponse.ts';
import { ConversationState } from './state.ts';
import { titleOf } from './title.ts';
import { wireTools } from './toolCalls.ts';
import { asText } from './turnReport.ts';

/** A message from the composer or from Explain. */
export interface Question {
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly command?: EditorCommand;
  /** Set when secrets in it were masked. */
  readonly redacted?: true;
}

export interface SessionOptions {
  readonly transcript: Transcript;
  /** Called after each change, in order. */
  readonly onEvent: (event: TranscriptEvent) => void;
  readonly newId: () => string;
  readonly clock: Clock;
  readonly refusedFields: RefusedFields;
  /** Told of an error that is a defect of ours; the turn ends as failed. */
  readonly onDefect: (error: unknown) => void;
  /** Where the conversation is kept. Without it, it is forgotten with the session. */
  readonly keeping?: Keeping;
}

/** What was sent for a user turn. */
interface SentMessage {
  readonly content: InputMessage['content'];
  readonly edit?: EditRequest;
}

/**
 * One conversation. It owns the transcript and at most one running turn; asking while one runs does nothing.
 * Its methods never reject: how a turn ended is state in the transcript.
 */
export class ChatSession {
  readonly transcript: Transcript;
  readonly #options: SessionOptions;
  readonly #state: ConversationState;
  readonly #approvals = new Approvals();
  /** What was sent for each user turn, so that the conversation can be sent again. */
  readonly #sent = new Map<string, SentMessage>();
  #running: { readonly turnId: string; readonly abort: AbortController; readonly client: Client } | undefined;
  #ended: Promise<void> = Promise.resolve();
  /** The running turn goes on without us. */
  #hasLeft = false;

  constructor(options: SessionOptions) {
    this.transcript = options.transcript;
    this.#options = options;
    const { transcript, refusedFields, clock, keeping } = options;
    this.#state = new ConversationState({
      conversationId: transcript.conversationId,
      refusedFields,
      now: clock.now,
      onGivenUp: ({ turnId, connection }, name) => {
        // What the person set is worth a word, what the conversation tried by itself is not.
        const isSet = isParameterName(name) && connection.parameters?.values[name] !== undefined;
        if (isSet) this.change({ type: 'turn-note', turnId, note: { kind: 'parameter_repair', name } });
      },
      ...(keeping === undefined ? {} : { keeping }),
    });
    for (const [turnId, content] of keeping?.recalled.sent ?? []) this.#sent.set(turnId, { content });
  }

  /** The turn that is being answered, if any. */
  get runningTurnId(): string | undefined {
    return this.#running?.turnId;
  }

  /** Adds a question and streams its answer. Resolves when the turn has ended. */
  async ask(question: Question, connection: Connection): Promise<void> {
    if (this.#running !== undefined) return;
    const { text, attachments } = question;
    const turn = this.#addUserTurn(question);
    this.#setSent(turn.id, { content: messageContent(text, attachments) });
    await this.#answer(turn.id, connection);
  }

  /** Asks for a change of code and hands the planned edit to `edit.present`. */
  async edit(edit: EditRequest, connection: Connection): Promise<void> {
    if (this.#running !== undefined) return;
    const { title: text, attachment, command } = edit;
    const turn = this.#addUserTurn({ text, attachments: [attachment], command });
    this.#setSent(turn.id, { content: text, edit });
    await this.#answer(turn.id, connection);
  }

  /** Asks again for the answer `turnId`; the former answer stays as another version. */
  async retry(turnId: string, connection: Connection): Promise<void> {
    const turn = this.transcript.turns.get(turnId);
    if (turn?.kind !== 'assistant' || !isEnded(turn.status)) return;
    await this.#answer(turn.parentId, connection);
  }

  /** The command whose question the answer `turnId` is about, if it came from one. */
  commandOf(turnId: string): EditorCommand | undefined {
    const turn = this.transcript.turns.get(turnId);
    const question = turn?.kind === 'assistant' ? this.transcript.turns.get(turn.parentId) : undefined;
    return question?.kind === 'user' ? question.command : undefined;
  }

  /** From now on the conversation up to `turnId` is sent as text only. */
  leaveOutMedia(turnId: string): void {
    for (const { id } of pathTo(this.transcript, turnId)) {
      const sent = this.#sent.get(id);
      if (sent !== undefined) this.#setSent(id, { ...sent, content: withoutMedia(sent.content) });
    }
  }

  /**
   * Goes on with the answer of a restored turn that the server makes in the background. Resolves when the turn has
   * ended.
   */
  async follow(turnId: string, connection: Connection): Promise<void> {
    const turn = this.transcript.turns.get(turnId);
    if (this.#running !== undefined || turn?.kind !== 'assistant' || isEnded(turn.status)) return;
    const { background: run } = turn;
    if (run === undefined) return;
    const { baseUrl, client, idleTimeoutMs } = connection;
    const { clock } = this.#options;
    const stream = (options: StreamOptions) => client.follow(run.responseId, options);
    const emit = (event: TranscriptEvent) => this.change(event);
    await this.#perform(turn, connection, (signal) =>
      runResponse({
        turnId,
        model: turn.model,
        baseUrl,
        stream,
        signal,
        clock,
        idleTimeoutMs,
        emit,
        shown: turn,
        round: runningRound(turn),
      }),
    );
  }

  /** The request for the edit `editId`, which another one can be made of. */
  editOf(editId: string): EditRequest | undefined {
    const turn = [...this.transcript.turns.values()].find(
      (each) => each.kind === 'assistant' && each.edit?.id === editId,
    );
    return turn?.kind === 'assistant' ? this.#sent.get(turn.parentId)?.edit : undefined;
  }

  /**
   * Answers the question of `turnId` once more over each connection, one after the other. Every answer is a version of
   * its own. Stop ends the one that runs and those that would follow.
   */
  async answerAgain(turnId: string, connections: readonly Connection[]): Promise<void> {
    const turn = this.transcript.turns.get(turnId);
    if (turn?.kind !== 'assistant' || !isEnded(turn.status)) return;
    for (const connection of connections) {
      await this.#answer(turn.parentId, connection);
      const last = versionsOf(this.transcript, turn).at(-1);
      if (last?.kind !== 'assistant' || last.status.kind === 'stopped') return;
    }
  }

  /** Ends the running turn and keeps what arrived. Resolves when the turn has ended. */
  async stop(): Promise<void> {
    const running = this.#running;
    running?.abort.abort();
    await this.#ended;
    const turn = running === undefined ? undefined : this.transcript.turns.get(running.turnId);
    if (turn?.kind !== 'assistant' || turn.background === undefined || turn.status.kind !== 'stopped') return;
    // The turn has ended for the person. Whether the server takes note only saves money.
    void running?.client
      .cancel(turn.background.responseId, { signal: AbortSignal.timeout(cancelTimeoutMs) })
      .catch(() => {});
  }

  /**
   * Closes the connection of the running turn because the editor closes. An answer the server makes in the
   * background stays running, to be followed later.
   */
  leave(): void {
    const running = this.#running;
    if (running === undefined) return;
    const turn = this.transcript.turns.get(running.turnId);
    this.#hasLeft = turn?.kind === 'assistant' && turn.background !== undefined;
    running.abort.abort();
  }

  /** A person's word on a call that waits for it. An id that does not wait, or no longer, changes nothing. */
  answerApproval(id: string, answer: 'once' | 'conversation' | 'denied'): void {
    this.#approvals.answer(id, answer);
  }

  /** Shows the version of the conversation that `turnId` belongs to. */
  selectVersion(turnId: string): void {
    this.change({ type: 'version-select', leafId: newestLeafBelow(this.transcript, turnId) });
  }

  /** To be called when the key changes: the next request carries the whole conversation. */
  forgetServerMemory(): void {
    this.#state.forget();
  }

  /** Applies a change that does not come from the model, such as a kept hunk or another title. */
  change(event: TranscriptEvent): void {
    reduce(this.transcript, event);
    this.#options.onEvent(event);
  }

  #addUserTurn({ text, attachments, command, redacted }: Question): UserTurn {
    const turn: UserTurn = {
      kind: 'user',
      id: this.#options.newId(),
      parentId: this.transcript.leafId,
      createdAt: this.#options.clock.now(),
      text,
      context: attachments.map(({ item }) => item),
      ...(command === undefined ? {} : { command }),
      ...(redacted === undefined ? {} : { redacted }),
    };
    this.change({ type: 'turn-start', turn });
    if (this.transcript.title === '') {
      this.change({ type: 'title-change', title: titleOf(text, turn.context) });
    }
    return turn;
  }

  async #answer(userTurnId: string, connection: Connection): Promise<void> {
    if (this.#running !== undefined) return;
    const turn: AssistantTurn = {
      kind: 'assistant',
      id: this.#options.newId(),
      parentId: userTurnId,
      createdAt: this.#options.clock.now(),
      model: connection.model,
      baseUrl: connection.baseUrl,
      status: { kind: 'waiting' },
      items: [],
      notes: [],
    };
    await this.#perform(turn, connection, (signal) => {
      this.change({ type: 'turn-start', turn });
      return this.#run(turn, this.#withParameters(connection, turn), signal);
    });
  }

  /** Runs a turn to its end, whatever happens. */
  async #perform(
    turn: AssistantTurn,
    { client }: Connection,
    run: (signal: AbortSignal) => Promise<RunResult>,
  ): Promise<void> {
    const abort = new AbortController();
    this.#running = { turnId: turn.id, abort, client };
    this.#ended = run(abort.signal)
      .catch((error: unknown): RunResult => {
        this.#options.onDefect(error);
        return { status: { kind: 'failed', problem: problemOf(error) } };
      })
      .then((result) => {
        this.#running = undefined;
        if (this.#hasLeft) return;
        this.change({ type: 'turn-end', turnId: turn.id, at: this.#options.clock.now(), ...result });
      });
    await this.#ended;
  }

  async #run(turn: AssistantTurn, connection: Connection, signal: AbortSignal): Promise<RunResult> {
    const { clock, newId, onDefect } = this.#options;
    const emit = (event: TranscriptEvent) => this.change(event);
    const { id: turnId } = turn;
    const state = this.#state;
    const edit = this.#sent.get(turn.parentId)?.edit;
    // What is paid for is never lost.
    await this.#options.keeping?.saved();
    if (edit === undefined) {
      const instructions =
        placedInstructions(connection) ?? withOwn(chatInstructions, connection.instructions);
      const input = () => this.#inputTo(turnId, connection);
      const approvals = this.#approvals;
      const chat = { turnId, connection, state, instructions, input, approvals };
      const result = await runChatTurn({ ...chat, newId, signal, clock, emit, onDefect });
      const { status } = result;
      if (status.kind !== 'failed') return result;
      return { ...result, status: { ...status, problem: withMediaRefusal(status.problem, input()) } };
    }
    const editId = newId();
    const captured = await captureEdit(edit);
    if ('code' in captured) {
      const status = { kind: 'failed', problem: captured } as const;
      emit({ type: 'edit-change', turnId, edit: { id: editId, title: '', status, files: [] } });
      return { status: { kind: 'completed' } };
    }
    this.#setSent(turn.parentId, { content: captured.message, edit });
    const input = this.#inputTo(turn.parentId, connection);
    const request = { turnId, editId, connection, state, input, edit: captured };
    return runEdit({ ...request, signal, clock, emit });
  }

  /** The connection whose requests carry the parameters and tools; the turn tells what was refused of them. */
  #withParameters(connection: Connection, { id: turnId, parentId }: AssistantTurn): Connection {
    if (connection.parameters === undefined) return connection;
    const { values, capabilities } = connection.parameters;
    const isEdit = this.#sent.get(parentId)?.edit !== undefined;
    // What the server must not keep it cannot make in the background.
    const isKept = connection.conversationState === 'auto' && values.store !== false;
    const { background: _, ...others } = values;
    const client = withParameters(connection.client, {
      values: isEdit
        ? addedParameters(values, 'edit')
        : withTools(addedParameters(isKept ? values : others, 'chat'), connection),
      placed: values,
      capabilities,
      onRepair: (refusal) => this.change({ type: 'turn-note', turnId, note: noteOf(refusal) }),
    });
    const instructions = isEdit ? placedInstructions(connection) : undefined;
    return { ...connection, client, ...(instructions === undefined ? {} : { instructions }) };
  }

  #setSent(turnId: string, sent: SentMessage): void {
    this.#sent.set(turnId, sent);
    this.#options.keeping?.remember({ kind: 'sent', turnId, content: sent.content });
  }

  #inputTo(turnId: string, endpoint: Connection): TurnItem[] {
    const sentContent = ({ id, text }: UserTurn) => this.#sent.get(id)?.content ?? text;
    return inputTo(this.transcript, turnId, { endpoint, sentContent });
  }
}

/** The person's own instructions for this conversation. */
function placedInstructions({ parameters }: Connection): string | undefined {
  const own = parameters?.values.instructions;
  return typeof own === 'string' ? own : undefined;
}

/** The values with our tools behind those the person chose, so that either can be refused by the model. */
function withTools(values: ParameterValues, { builtInTools, tools }: Connection): ParameterValues {
  const own = tools === undefined ? [] : wireTools(tools);
  const chosen = builtInTools === undefined ? values : withBuiltInTools(values, builtInTools);
  return own.length === 0 ? chosen : { ...chosen, tools: [...asArray(chosen['tools']), ...own] };
}

function noteOf({ name, value, instead, member }: ParameterRefusal): TurnNote {
  const refused = member ?? value;
  return {
    kind: 'parameter_repair',
    name,
    ...(refused === undefined ? {} : { value: asText(refused) }),
    ...(instead === undefined ? {} : { instead: asText(instead) }),
  };
}

const cancelTimeoutMs = 30_000;
