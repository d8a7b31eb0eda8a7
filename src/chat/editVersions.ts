import { isEnded, shownTurns, type Transcript } from '../protocol/transcript.ts';

/** An edit of a conversation and its place among the versions of its answer. */
export interface EditVersion {
  readonly editId: string;
  /** It belongs to the version of the conversation that is shown. */
  readonly isShown: boolean;
  /** How many answers to the same question there are. */
  readonly versions: number;
}

/** The edits of a conversation, oldest first. */
export function editVersions(transcript: Transcript): readonly EditVersion[] {
  const shown = new Set(shownTurns(transcript).map(({ id }) => id));
  const answers = [...transcript.turns.values()].filter((turn) => turn.kind === 'assistant');
  const counts = new Map<string, number>();
  for (const { parentId } of answers) counts.set(parentId, (counts.get(parentId) ?? 0) + 1);
  return answers.flatMap(({ id, parentId, edit }) =>
    edit === undefined
      ? []
      : [{ editId: edit.id, isShown: shown.has(id), versions: counts.get(parentId) ?? 1 }],
  );
}

/** The answer beside the one that has the edit `editId`, round the ends; undefined when it is the only one. */
export function versionBeside(transcript: Transcript, editId: string, direction: 1 | -1): string | undefined {
  const answers = [...transcript.turns.values()].filter((turn) => turn.kind === 'assistant');
  const turn = answers.find(({ edit }) => edit?.id === editId);
  const versions = answers.filter(({ parentId, status }) => parentId === turn?.parentId && isEnded(status));
  const at = versions.findIndex(({ id }) => id === turn?.id);
  if (at === -1 || versions.length < 2) return undefined;
  return versions[(at + direction + versions.length) % versions.length]?.id;
}
