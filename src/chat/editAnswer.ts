import type * as z from 'zod/mini';
import type { JsonSchemaFormat } from '../api/request.ts';
import { type PlannedHunk, planEdit } from '../edits/plan.ts';
import { type PlannedFile, planFiles, type SentFile } from '../edits/planFiles.ts';
import { type EditAnswer, editAnswerSchema, filesAnswerSchema } from '../edits/schema.ts';
import { verifyEdit } from '../edits/verify.ts';
import type { EditProblem, EditVerdict, ProposedEdit } from '../protocol/proposedEdit.ts';
import type { EditorCommand } from '../protocol/transcript.ts';
import type { TextAttachment } from './attachments.ts';
import { editAnswerFormat, filesAnswerFormat } from './editFormat.ts';
import { editInstructions, filesInstructions } from './prompts.ts';

/** Code that may be changed, as it was when the request was made. */
export interface EditTarget {
  /** The whole document, with `\n`. */
  readonly text: string;
  /** Zero-based, whole lines, end exclusive. */
  readonly scope: { readonly startLine: number; readonly endLine: number };
  readonly languageId: string;
  /** The request about it, see `editMessage`. */
  readonly message: string;
}

/** Files that may be changed, as they were when the request was made. */
export interface FilesTarget {
  readonly files: readonly SentFile[];
  /** Whether a file may be made at a path of the workspace. */
  readonly mayCreate: (path: string) => boolean;
  /** The request about them, see `filesMessage`. */
  readonly message: string;
}

export interface PlannedEdit {
  readonly id: string;
  readonly title: string;
  readonly verdict: EditVerdict;
  readonly hunks: readonly PlannedHunk[];
  /** What the hunks were planned on. */
  readonly target: EditTarget;
}

/** An edit of several files. */
export interface PlannedFiles {
  readonly id: string;
  readonly title: string;
  readonly verdict: EditVerdict;
  readonly files: readonly PlannedFile[];
}

/** The part of an edit that has arrived. Nothing of it can be kept: the whole may still be refused. */
export type DraftEdit = Pick<PlannedEdit, 'id' | 'title' | 'hunks' | 'target'>;

/** Shows a planned edit for review and returns how it stands; undefined when its document was closed. */
type Present<Planned> = (edit: Planned) => ProposedEdit | undefined | Promise<ProposedEdit | undefined>;

interface Asked {
  readonly command: EditorCommand;
  /** What the person sees as their message. */
  readonly title: string;
  readonly attachment: TextAttachment;
  /**
   * A request for another edit in place of what is still open of one that this request led to; undefined when nothing
   * of it is.
   */
  readonly refine?: (
    edit: ProposedEdit,
    wish: string,
  ) => EditRequest | undefined | Promise<EditRequest | undefined>;
}

/** A command that changes code: lines of one document, or several files. */
export type EditRequest = Asked &
  (
    | {
        readonly kind: 'lines';
        /** Reads the code as it is now, before each attempt, or tells why it cannot. */
        readonly capture: () => EditTarget | EditProblem | Promise<EditTarget | EditProblem>;
        readonly present: Present<PlannedEdit>;
        /** Shows the hunks of an edit that is still being written; with none, takes them away. */
        readonly preview?: (draft: DraftEdit) => void;
      }
    | {
        readonly kind: 'files';
        readonly capture: () => FilesTarget | EditProblem | Promise<FilesTarget | EditProblem>;
        readonly present: Present<PlannedFiles>;
      }
  );

/** A request on the code as it is now: what to ask, and how to read the answer. */
export interface CapturedEdit {
  readonly message: string;
  readonly instructions: string;
  readonly format: JsonSchemaFormat;
  /** Reads an answer, which is JSON of any form. */
  readonly read: (value: unknown) => ReadAnswer;
  /** Shows the entries of `edits` that have arrived so far; with none, takes them away. */
  readonly preview: (editId: string, draft: Pick<EditAnswer, 'title' | 'edits'>) => void;
}

export type ReadAnswer =
  | { readonly kind: 'problem'; readonly problem: EditProblem }
  /** There is nothing to change. */
  | { readonly kind: 'empty'; readonly title: string }
  | { readonly kind: 'edit'; readonly title: string; readonly present: Present<string> };

/** Captures what a request is about. What its answers are checked against stays as it is at this moment. */
export async function captureEdit(edit: EditRequest): Promise<CapturedEdit | EditProblem> {
  switch (edit.kind) {
    case 'lines': {
      const target = await edit.capture();
      if ('code' in target) return target;
      const read = (value: unknown) => readLines(value, target, edit.present);
      const preview = (id: string, { title, edits }: Pick<EditAnswer, 'title' | 'edits'>) => {
        const plan = planEdit({ ...target, answer: { title, explanation: '', edits } });
        // What has no place is left to the whole answer, which is sent back with the reason.
        if (plan.ok) edit.preview?.({ id, title, hunks: plan.hunks, target });
      };
      const format = editAnswerFormat();
      return { message: target.message, instructions: editInstructions, format, read, preview };
    }
    case 'files': {
      const target = await edit.capture();
      if ('code' in target) return target;
      const read = (value: unknown) => readFiles(value, target, edit.present);
      const preview = () => {};
      const format = filesAnswerFormat();
      return { message: target.message, instructions: filesInstructions, format, read, preview };
    }
  }
}

function readLines(value: unknown, target: EditTarget, present: Present<PlannedEdit>): ReadAnswer {
  const answer = editAnswerSchema.safeParse(value);
  if (!answer.success) return wrongSchema(answer.error);
  const { title } = answer.data;
  const plan = planEdit({ ...target, answer: answer.data });
  if (!plan.ok) return { kind: 'problem', problem: plan.problem };
  const { hunks } = plan;
  if (hunks.length === 0) return { kind: 'empty', title };
  const verdict = verifyEdit([{ kind: 'modify', path: '', ...target, hunks }]);
  return { kind: 'edit', title, present: (id) => present({ id, title, verdict, hunks, target }) };
}

function readFiles(value: unknown, target: FilesTarget, present: Present<PlannedFiles>): ReadAnswer {
  const answer = filesAnswerSchema.safeParse(value);
  if (!answer.success) return wrongSchema(answer.error);
  const { title } = answer.data;
  const plan = planFiles({ ...target, answer: answer.data });
  if (!plan.ok) return { kind: 'problem', problem: plan.problem };
  const { files } = plan;
  if (files.length === 0) return { kind: 'empty', title };
  const verdict = verifyEdit(files);
  return { kind: 'edit', title, present: (id) => present({ id, title, verdict, files }) };
}

function wrongSchema({ issues }: z.core.$ZodError): ReadAnswer {
  return { kind: 'problem', problem: { code: 'wrong_schema', path: issues[0]?.path.join('.') ?? '' } };
}
