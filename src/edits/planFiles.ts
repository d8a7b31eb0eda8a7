import type { EditProblem } from '../protocol/proposedEdit.ts';
import { isPlainPath, languageOfPath, pathKey } from './filePath.ts';
import { splitLines } from './lines.ts';
import { findForeignLine } from './notCode.ts';
import { type PlannedHunk, planEdit } from './plan.ts';
import type { FilesAnswer } from './schema.ts';

/** A file the model was given, as it was then. */
export interface SentFile {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  /** The whole text, with `\n`. */
  readonly text: string;
  readonly languageId: string;
  /** `read`: only for orientation. */
  readonly access: 'write' | 'read';
}

/** What happens to one file. Texts use `\n`. */
export type PlannedFile =
  | {
      readonly kind: 'modify';
      readonly path: string;
      /** What the hunks were planned on. */
      readonly text: string;
      readonly languageId: string;
      readonly hunks: readonly PlannedHunk[];
    }
  | { readonly kind: 'create'; readonly path: string; readonly text: string; readonly why: string }
  | { readonly kind: 'delete'; readonly path: string; readonly text: string; readonly why: string }
  | {
      readonly kind: 'rename';
      readonly path: string;
      readonly newPath: string;
      readonly text: string;
      readonly why: string;
    };

export type FilesPlan =
  | { readonly ok: true; readonly files: readonly PlannedFile[] }
  | { readonly ok: false; readonly problem: EditProblem };

type FileAnswer = FilesAnswer['files'][number];

/**
 * Plans an answer about several files, in its order. Changed, deleted and renamed can only be files that were sent
 * to be changed, created only paths that `mayCreate` agrees to, and every path is plain (see `isPlainPath`) and named
 * once. Hunks are placed as by `planEdit`, in the whole file. One file that does not fit refuses the whole answer;
 * files that stay the same are left out.
 */
export function planFiles(request: {
  readonly answer: FilesAnswer;
  readonly files: readonly SentFile[];
  /** Whether a file may be made there. Whether one exists already is asked when it is kept. */
  readonly mayCreate: (path: string) => boolean;
}): FilesPlan {
  const sent = new Map(request.files.map((file) => [file.path, file]));
  const taken = new Set(request.files.map(({ path }) => pathKey(path)));
  const named = new Set<string>();
  const planned: PlannedFile[] = [];
  for (const answer of request.answer.files) {
    const paths = answer.action === 'rename' ? [answer.path, answer.newPath] : [answer.path];
    for (const path of paths) {
      if (!isPlainPath(path)) return refuse({ code: 'path_refused', quote: path });
      if (named.has(pathKey(path))) return refuse({ code: 'file_twice', quote: path });
      named.add(pathKey(path));
    }
    const made = answer.action === 'create' ? answer.path : answer.newPath;
    if (answer.action === 'create' || answer.action === 'rename') {
      if (taken.has(pathKey(made))) return refuse({ code: 'file_exists', quote: made });
      if (!request.mayCreate(made)) return refuse({ code: 'path_refused', quote: made });
    }
    const file = planFile(answer, sent.get(answer.path));
    if ('code' in file) return refuse(file);
    if (file.kind !== 'modify' || file.hunks.length > 0) planned.push(file);
  }
  return { ok: true, files: planned };
}

function planFile(answer: FileAnswer, sent: SentFile | undefined): PlannedFile | EditProblem {
  const { path, newPath, edits } = answer;
  const why = answer.why.trim().replaceAll(/\s+/g, ' ');
  if (answer.action === 'create') {
    const text = splitLines(answer.content).join('\n');
    const added = text.split('\n');
    const foreign = findForeignLine({ added, removed: [], languageId: languageOfPath(path) });
    return foreign === undefined ? { kind: 'create', path, text, why } : { code: 'not_code', quote: foreign };
  }
  if (sent === undefined || sent.access === 'read') return { code: 'file_unknown', quote: path };
  const { text, languageId } = sent;
  if (answer.action === 'delete') return { kind: 'delete', path, text, why };
  if (answer.action === 'rename') {
    // A hunk has its place in a file that stays where it is.
    if (edits.length > 0) return { code: 'file_twice', quote: path };
    return { kind: 'rename', path, newPath, text, why };
  }
  const scope = { startLine: 0, endLine: Number.MAX_SAFE_INTEGER };
  const plan = planEdit({ text, scope, languageId, answer: { title: '', explanation: '', edits } });
  return plan.ok ? { kind: 'modify', path, text, languageId, hunks: plan.hunks } : plan.problem;
}

function refuse(problem: EditProblem): FilesPlan {
  return { ok: false, problem };
}
