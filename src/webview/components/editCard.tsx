import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { EditProblem, EditStatus, ProposedEdit, ProposedFile } from '../../protocol/proposedEdit.ts';
import { fillIn } from '../../protocol/strings.ts';
import type { AssistantTurn } from '../../protocol/transcript.ts';
import { Icon, type IconName } from '../icons.tsx';
import { formatNumber, strings, texts } from '../texts.ts';
import { post } from '../vscodeApi.ts';
import { EditHunk } from './editHunk.tsx';
import { MarkdownItem } from './markdownItem.tsx';
import { TextButton } from './notice.tsx';

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
      {edit.files.map((file) => (
        <FileChanges key={file.id} turnId={turn.id} file={file} undecided={edit.status.kind === 'pending'} />
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
        <p class="cnote">{strings.editUnverifiedBrackets}</p>
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
      return fillIn(text, problem.quote.trim());
    case 'not_json':
    case 'not_completed':
    case 'document_changed':
    case 'document_closed':
      return text;
  }
}

function FileChanges(props: {
  readonly turnId: string;
  readonly file: ProposedFile;
  readonly undecided: boolean;
}): JSX.Element {
  const { turnId, file, undecided } = props;
  const [open, setOpen] = useState(true);
  const added = file.hunks.reduce((sum, hunk) => sum + hunk.added.length, 0);
  const removed = file.hunks.reduce((sum, hunk) => sum + hunk.removed.length, 0);
  return (
    <>
      <div class="frow">
        <button type="button" class="disc" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'chevronDown' : 'chevronRight'} />
          <Icon name="fileCode" />
          <span class="ell">{file.name}</span>
          {file.folder !== '' && <span class="muted ell hide-n">{file.folder}</span>}
          {added > 0 && <span class="num xs ok">+{formatNumber(added)}</span>}
          {removed > 0 && <span class="num xs del">−{formatNumber(removed)}</span>}
        </button>
      </div>
      {open &&
        file.hunks.map((hunk) => (
          <EditHunk key={hunk.id} turnId={turnId} hunk={hunk} undecided={undecided} />
        ))}
    </>
  );
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
  return (
    <div class="cf">
      {canKeep && (
        <TextButton
          primary
          label={strings.keep}
          onClick={() => post({ type: 'edit', turnId, action: 'keep' })}
        />
      )}
      <TextButton label={strings.undo} onClick={() => post({ type: 'edit', turnId, action: 'undo' })} />
      <TextButton label={strings.openDiff} onClick={() => post({ type: 'edit', turnId, action: 'diff' })} />
    </div>
  );
}
