import type { JSX } from 'preact';
import type { EditProblem, EditStatus, ProposedEdit } from '../../protocol/proposedEdit.ts';
import { fillIn } from '../../protocol/strings.ts';
import type { AssistantTurn } from '../../protocol/transcript.ts';
import { Icon, type IconName } from '../icons.tsx';
import { formatNumber, strings, texts } from '../texts.ts';
import { post } from '../vscodeApi.ts';
import { Counts, countLines, EditFile } from './editFile.tsx';
import { MarkdownItem } from './markdownItem.tsx';
import { TextButton } from './notice.tsx';
import { RefineBox } from './refineBox.tsx';

/** A proposed edit: what it does, its changes file by file, and Keep or Undo for each and for all. */
export function EditCard({
  turn,
  edit,
}: {
  readonly turn: AssistantTurn;
  readonly edit: ProposedEdit;
}): JSX.Element {
  // A repaired answer comes after the one that was not usable, whose text is taken back.
  const explanation = turn.items.findLast((item) => item.kind === 'message' && item.text !== '');
  const ended = turn.endedAt !== undefined;
  const several = edit.files.length > 1;
  return (
    <section class="card" aria-label={strings.proposedEdit} tabIndex={-1}>
      <div class="ch">
        <Icon name="editSparkle" />
        <span class="grow b">{edit.title || strings.proposedEdit}</span>
        <Badge status={edit.status} />
      </div>
      {explanation !== undefined && (
        <div class="cbody">
          <MarkdownItem turnId={turn.id} outputIndex={explanation.outputIndex} ended={ended} />
        </div>
      )}
      <StatusText status={edit.status} />
      {several && (
        <p class="cnote">
          {fillIn(strings.fileCount, formatNumber(edit.files.length))} <Counts {...countLines(edit.files)} />
        </p>
      )}
      {edit.files.map((file) => (
        <EditFile
          key={file.id}
          turnId={turn.id}
          file={file}
          undecided={edit.status.kind === 'pending'}
          several={several}
        />
      ))}
      <Footer turnId={turn.id} edit={edit} />
    </section>
  );
}

function badgeOf(status: EditStatus): {
  readonly icon: IconName;
  readonly class: string;
  readonly text: string;
} {
  switch (status.kind) {
    case 'generating':
      return { icon: 'loading', class: 'spin', text: strings.editGenerating };
    case 'pending':
      return status.verdict.kind === 'verified'
        ? { icon: 'pass', class: 'ok', text: strings.editVerified }
        : { icon: 'question', class: 'warn', text: strings.editUnverified };
    case 'settled':
      return { icon: 'check', class: '', text: strings.editSettled };
    case 'empty':
      return { icon: 'info', class: 'info', text: strings.editEmpty };
    case 'failed':
      return { icon: 'error', class: 'err', text: strings.editFailed };
  }
}

function Badge({ status }: { readonly status: EditStatus }): JSX.Element {
  const badge = badgeOf(status);
  return (
    <span class="tag">
      <Icon name={badge.icon} class={badge.class} />
      {badge.text}
    </span>
  );
}

/** The sentence that explains the badge, where there is something to explain. */
function StatusText({ status }: { readonly status: EditStatus }): JSX.Element | null {
  switch (status.kind) {
    case 'generating':
    case 'settled':
      return null;
    case 'pending':
      return status.verdict.kind === 'verified' ? null : (
        <p class="cnote">{fillIn(texts.unverified[status.verdict.reason], status.verdict.detail ?? '')}</p>
      );
    case 'empty':
      return <p class="cnote">{strings.editEmptyText}</p>;
    case 'failed':
      return (
        <p class="cnote" role="alert">
          {editProblemText(status.problem)}
        </p>
      );
  }
}

/** Why an answer is not an edit, as a sentence. */
export function editProblemText(problem: EditProblem): string {
  const text = texts.editProblems[problem.code];
  switch (problem.code) {
    case 'wrong_schema':
      return fillIn(text, problem.path);
    case 'anchor_ambiguous':
      return fillIn(text, problem.quote.trim(), formatNumber(problem.count));
    case 'anchor_not_found':
    case 'outside_scope':
    case 'overlap':
    case 'not_code':
    case 'path_refused':
    case 'file_unknown':
    case 'file_exists':
    case 'file_twice':
      return fillIn(text, problem.quote.trim());
    case 'not_json':
    case 'not_completed':
    case 'document_changed':
    case 'document_closed':
    case 'restarted':
      return text;
  }
}

function Footer({
  turnId,
  edit,
}: {
  readonly turnId: string;
  readonly edit: ProposedEdit;
}): JSX.Element | null {
  const hunks = edit.files.flatMap((file) => file.hunks);
  if (edit.status.kind === 'settled') {
    const kept = hunks.filter((hunk) => hunk.status === 'kept').length;
    return <p class="cnote">{fillIn(strings.keptOf, formatNumber(kept), formatNumber(hunks.length))}</p>;
  }
  if (edit.status.kind !== 'pending') return null;
  const canKeep = hunks.some((hunk) => hunk.status === 'pending');
  const several = edit.files.length > 1;
  return (
    <div class="cf">
      {canKeep && (
        <TextButton
          primary
          label={several ? strings.keepAll : strings.keep}
          onClick={() => post({ type: 'edit', turnId, action: 'keep' })}
        />
      )}
      <TextButton
        label={several ? strings.undoAll : strings.undo}
        onClick={() => post({ type: 'edit', turnId, action: 'undo' })}
      />
      <TextButton label={strings.openDiff} onClick={() => post({ type: 'edit', turnId, action: 'diff' })} />
      <RefineBox turnId={turnId} />
    </div>
  );
}
