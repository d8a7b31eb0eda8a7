import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { FileChange, ProposedFile } from '../../protocol/proposedEdit.ts';
import { fillIn } from '../../protocol/strings.ts';
import { Icon } from '../icons.tsx';
import { formatNumber, strings } from '../texts.ts';
import { post } from '../vscodeApi.ts';
import { EditHunk } from './editHunk.tsx';
import { IconButton } from './toolbar.tsx';

/** One file of an edit: what happens to it, how many lines come and go, and its changes. */
export function EditFile(props: {
  readonly turnId: string;
  readonly file: ProposedFile;
  readonly undecided: boolean;
  /** One of several: it can be kept, undone and compared by itself. */
  readonly several: boolean;
}): JSX.Element {
  const { turnId, file, undecided, several } = props;
  const [open, setOpen] = useState(true);
  const { added, removed } = countLines([file]);
  const canKeep = file.hunks.some(({ status }) => status === 'pending');
  const canUndo = canKeep || file.hunks.some(({ status }) => status === 'stale');
  const act = (action: 'keep' | 'undo' | 'diff'): void =>
    post({ type: 'edit', turnId, fileId: file.id, action });
  return (
    <>
      <div class="frow">
        <button type="button" class="disc" aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'chevronDown' : 'chevronRight'} />
          <Icon name={file.change.kind === 'create' ? 'newFile' : 'fileCode'} />
          <span class="ell">{file.name}</span>
          {file.folder !== '' && <span class="muted ell hide-n">{file.folder}</span>}
          <Counts added={added} removed={removed} />
        </button>
        {several && undecided && canKeep && (
          <>
            <IconButton icon="diff" label={fillIn(strings.diffFile, file.name)} onClick={() => act('diff')} />
            <IconButton
              icon="check"
              label={fillIn(strings.keepFile, file.name)}
              onClick={() => act('keep')}
            />
          </>
        )}
        {several && undecided && canUndo && (
          <IconButton
            icon="discard"
            label={fillIn(strings.undoFile, file.name)}
            onClick={() => act('undo')}
          />
        )}
      </div>
      <WholeChange change={file.change} />
      {open &&
        file.hunks.map((hunk) => (
          <EditHunk key={hunk.id} turnId={turnId} hunk={hunk} undecided={undecided} />
        ))}
    </>
  );
}

/** How much comes and goes in some files. */
export function countLines(files: readonly ProposedFile[]): {
  readonly added: number;
  readonly removed: number;
} {
  const hunks = files.flatMap((file) => file.hunks);
  return {
    added: hunks.reduce((sum, hunk) => sum + hunk.added.length, 0),
    removed: hunks.reduce((sum, hunk) => sum + hunk.removed.length, 0),
  };
}

/** The numbers of lines that come and go, where there are any. */
export function Counts({
  added,
  removed,
}: {
  readonly added: number;
  readonly removed: number;
}): JSX.Element {
  return (
    <>
      {added > 0 && <span class="num xs ok">+{formatNumber(added)}</span>}
      {removed > 0 && <span class="num xs del">−{formatNumber(removed)}</span>}
    </>
  );
}

function WholeChange({ change }: { readonly change: FileChange }): JSX.Element | null {
  switch (change.kind) {
    case 'modify':
      return null;
    case 'create':
      return <p class="cnote">{strings.fileCreated}</p>;
    case 'delete':
      return <p class="cnote">{strings.fileDeleted}</p>;
    case 'rename':
      return <p class="cnote">{fillIn(strings.fileRenamed, change.to)}</p>;
  }
}
