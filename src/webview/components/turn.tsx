import type { JSX } from 'preact';
import type { OutputItem } from '../../protocol/outputItem.ts';
import { fillIn } from '../../protocol/strings.ts';
import { type AssistantTurn, isEnded, type TurnNote, type UserTurn } from '../../protocol/transcript.ts';
import { waitingApprovals } from '../approvals.ts';
import { Icon } from '../icons.tsx';
import { store } from '../store.ts';
import { formatNumber, formatTime, strings } from '../texts.ts';
import { post } from '../vscodeApi.ts';
import { ApprovalCard } from './approvalCard.tsx';
import { ContextChips } from './contextChips.tsx';
import { CopyTurnButton } from './copyTurnButton.tsx';
import { EditCard, editProblemText } from './editCard.tsx';
import { MarkdownItem } from './markdownItem.tsx';
import { Sources } from './sources.tsx';
import { ReasoningStep, WorkingRow } from './steps.tsx';
import { IconButton, Toolbar } from './toolbar.tsx';
import { ToolStep } from './toolStep.tsx';
import { IgnoredParameters } from './turnDetails.tsx';
import { TurnFooter } from './turnFooter.tsx';
import { hasText, TurnNotice } from './turnNotices.tsx';

/** One turn of the conversation. It is drawn again only when its own signal changes. */
export function TurnView(props: { readonly id: string; readonly isFirstAnswer: boolean }): JSX.Element {
  const turn = store.turn(props.id).value;
  return turn.kind === 'user' ? <You turn={turn} /> : <Assistant turn={turn} isFirst={props.isFirstAnswer} />;
}

function You({ turn }: { readonly turn: UserTurn }): JSX.Element {
  return (
    <article
      class="turn you"
      tabIndex={-1}
      data-turn-id={turn.id}
      aria-label={fillIn(strings.youAt, formatTime(turn.createdAt))}
    >
      <h3 class="sr">{strings.you}</h3>
      <ContextChips items={turn.context} label={strings.sentContext} />
      <div class="bubble" dir="auto">
        {turn.text}
      </div>
      <Toolbar label={strings.messageActions} class="hoverbar">
        {turn.context.some(({ kind }) => kind === undefined) && (
          <IconButton
            icon="history"
            label={strings.showSent}
            onClick={() => post({ type: 'show-sent', turnId: turn.id })}
          />
        )}
        <CopyTurnButton turnId={turn.id} />
      </Toolbar>
    </article>
  );
}

function Assistant({
  turn,
  isFirst,
}: {
  readonly turn: AssistantTurn;
  readonly isFirst: boolean;
}): JSX.Element {
  const ended = isEnded(turn.status);
  return (
    <article
      class="turn ai"
      tabIndex={-1}
      data-turn-id={turn.id}
      aria-label={fillIn(strings.assistantModel, turn.model)}
      aria-busy={!ended}
    >
      <h3 class="sr">{strings.assistant}</h3>
      <div class="who">
        <span class="name ell">{turn.model}</span>
        {turn.modelUsed?.startsWith(turn.model) === false && (
          <span class="ell">{fillIn(strings.answeredBy, turn.modelUsed)}</span>
        )}
      </div>
      {turn.items.map((item) => (
        <Item key={item.outputIndex} turn={turn} item={item} ended={ended} />
      ))}
      {turn.sources !== undefined && <Sources sources={turn.sources} />}
      {turn.edit !== undefined && <EditCard turn={turn} edit={turn.edit} />}
      {turn.notes.map((note, index) => (
        <div class="note" key={index}>
          <Icon name="info" class="s" />
          <span class="grow">{noteText(note)}</span>
        </div>
      ))}
      <IgnoredParameters turn={turn} />
      {isWaiting(turn) && <WorkingRow />}
      {!ended && turn.background !== undefined && (
        <div class="note">
          <Icon name="info" class="s" />
          <span class="grow">{fillIn(strings.madeInBackground, store.panel.value.host)}</span>
        </div>
      )}
      <TurnNotice turn={turn} />
      {ended && <TurnFooter turn={turn} />}
      {ended && isFirst && hasText(turn) && <p class="disclaimer">{strings.disclaimer}</p>}
    </article>
  );
}

function noteText(note: TurnNote): string {
  switch (note.kind) {
    case 'edit_repair':
      return fillIn(strings.editRepaired, editProblemText(note.reason));
    case 'parameter_repair': {
      const { name, value, instead } = note;
      const refused = value === undefined ? name : `${name} ${value}`;
      return instead === undefined
        ? fillIn(strings.parameterLeftOut, refused)
        : fillIn(strings.parameterReplaced, refused, instead);
    }
    case 'tool_limit':
      return fillIn(strings.toolLimit, formatNumber(note.count));
  }
}

/** In an edit turn the message is the explanation, which stands inside the card. */
function Item(props: {
  readonly turn: AssistantTurn;
  readonly item: OutputItem;
  readonly ended: boolean;
}): JSX.Element | null {
  const { turn, item, ended } = props;
  if (item.kind === 'tool') {
    const { approval } = item;
    if (approval !== undefined && waitingApprovals(turn).includes(approval)) {
      return <ApprovalCard approval={approval} />;
    }
    return <ToolStep turnId={turn.id} item={item} turnEnded={ended} />;
  }
  if (item.kind === 'reasoning') {
    const running = item.endedAt === undefined && !ended;
    return <ReasoningStep turnId={turn.id} item={item} running={running} />;
  }
  return (
    <>
      {turn.edit === undefined && item.text !== '' && (
        <MarkdownItem
          turnId={turn.id}
          outputIndex={item.outputIndex}
          ended={ended}
          {...(item.citations === undefined ? {} : { citations: item.citations })}
        />
      )}
      {item.refusal !== '' && (
        <p class="refusal" dir="auto">
          {item.refusal}
        </p>
      )}
    </>
  );
}

/** Nothing moves on screen yet, although the turn runs. */
function isWaiting(turn: AssistantTurn): boolean {
  const { status, items, edit } = turn;
  if (status.kind !== 'waiting' && status.kind !== 'streaming') return false;
  if (edit !== undefined || waitingApprovals(turn).length > 0) return false;
  if (status.kind === 'waiting') return true;
  return items.every((item) =>
    item.kind === 'message' ? item.text === '' && item.refusal === '' : item.endedAt !== undefined,
  );
}
