import fc from 'fast-check';
import {
  addEdit,
  type DocumentReview,
  emptyReview,
  followChanges,
  planKeep,
  replaceEdit,
  settleKeep,
} from '../../../src/edits/documentReview.ts';
import { type TextChange, toTextChanges } from '../../../src/edits/hunk.ts';
import {
  createPendingEdit,
  type PendingEdit,
  type PendingHunk,
  pendingHunks,
  undoHunks,
} from '../../../src/edits/pendingEdit.ts';
import type { PlannedHunk } from '../../../src/edits/plan.ts';
import { documents } from './arbitraries.ts';
import { createDocumentModel, type DocumentModel } from './documentModel.ts';

/** What may happen to a document under review. Numbers choose among what is there when the step is made. */
export type Step =
  /** A new edit of the text as it is. */
  | { readonly kind: 'propose'; readonly drafts: readonly Draft[] }
  /** The person replaces some characters. */
  | { readonly kind: 'type'; readonly at: number; readonly length: number; readonly text: string }
  /** The person replaces whole lines. */
  | { readonly kind: 'lines'; readonly at: number; readonly length: number; readonly text: string }
  | { readonly kind: 'keep' | 'drop'; readonly at: number }
  | { readonly kind: 'keep all' | 'editor undo' | 'editor redo' };

interface Draft {
  readonly skip: number;
  readonly length: number;
  readonly added: readonly string[];
}

export interface Interleaving {
  readonly text: string;
  readonly eol: '\n' | '\r\n';
  readonly steps: readonly Step[];
}

const typed = fc.constantFrom('', 'x', '\n', 'y\n', '\nz', '}', 'é😀', 'a\nb\nc\n');
const wholeLines = fc.constantFrom('', '}\n', 'new\n');
const added = fc.array(fc.constantFrom('', '}', '  a();', 'x', 'return x;', '👣'), { maxLength: 3 });
const propose = fc.record({
  kind: fc.constant('propose' as const),
  drafts: fc.array(fc.record({ skip: fc.nat(4), length: fc.nat(3), added }), { minLength: 1, maxLength: 4 }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('type' as const),
      at: fc.nat(),
      length: fc.nat(6),
      text: typed,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('lines' as const),
      at: fc.nat(),
      length: fc.nat(2),
      text: wholeLines,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('keep' as const, 'drop'), at: fc.nat() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('keep all' as const, 'editor undo', 'editor undo', 'editor redo'),
    }),
  },
  { weight: 1, arbitrary: propose },
);

/** Documents under review, and what happens to them, one or several edits at once. */
export function interleavings(): fc.Arbitrary<Interleaving> {
  return fc
    .record({
      lines: documents(),
      eol: fc.constantFrom('\n' as const, '\r\n'),
      first: propose,
      others: fc.array(step, { maxLength: 14 }),
    })
    .map(({ lines, eol, first, others }) => ({ text: lines.join('\n'), eol, steps: [first, ...others] }));
}

/** What a step comes to with the document as it is; undefined when it would do nothing. */
export type Action =
  | { readonly kind: 'propose'; readonly editId: string; readonly hunks: readonly PlannedHunk[] }
  | { readonly kind: 'type'; readonly change: TextChange }
  | { readonly kind: 'keep'; readonly hunks: readonly HunkOfEdit[]; readonly isAll: boolean }
  | { readonly kind: 'drop'; readonly chosen: HunkOfEdit }
  | { readonly kind: 'editor undo' | 'editor redo' };

export interface HunkOfEdit {
  readonly edit: PendingEdit;
  readonly hunk: PendingHunk;
}

/** A document and the review of its edits, kept in step as in the editor. */
export function openReview({ text, eol }: Pick<Interleaving, 'text' | 'eol'>) {
  const model = createDocumentModel(text, eol);
  const normalText = (): string => model.text().replaceAll('\r\n', '\n');
  let review: DocumentReview = emptyReview;
  let proposed = 0;

  function all(): HunkOfEdit[] {
    return review.edits.flatMap((edit) => edit.hunks.map((hunk) => ({ edit, hunk })));
  }

  function follow(changes: readonly TextChange[], undoing: boolean): void {
    if (changes.length === 0) return;
    review = followChanges(review, { changes, lineAt: model.lineAt, readText: normalText, undoing });
  }

  function actionOf(next: Step): Action | undefined {
    const open = review.edits.flatMap((edit) => pendingHunks(edit).map((hunk) => ({ edit, hunk })));
    switch (next.kind) {
      case 'propose': {
        const hunks = hunksOf(next.drafts, model);
        return hunks.length === 0 ? undefined : { kind: 'propose', editId: `${++proposed}`, hunks };
      }
      case 'type': {
        const from = model.betweenCharacters(next.at % (model.length + 1));
        const to = model.betweenCharacters(Math.min(model.length, from + next.length));
        return replacement(from, Math.max(from, to), next.text);
      }
      case 'lines': {
        const line = next.at % model.lineCount;
        const last = Math.min(line + next.length, model.lineCount - 1);
        return replacement(
          model.offsetAt({ line, character: 0 }),
          model.offsetAt({ line: last, character: 0 }),
          next.text,
        );
      }
      case 'keep all': {
        const kept = planKeep(review, () => true, { text: normalText(), lineAt: model.lineAt }).hunks;
        const chosen = open.filter(({ hunk }) => kept.includes(hunk));
        return chosen.length === 0 ? undefined : { kind: 'keep', hunks: chosen, isAll: true };
      }
      case 'keep':
      case 'drop': {
        const chosen = open[next.at % open.length];
        if (chosen === undefined) return undefined;
        return next.kind === 'keep'
          ? { kind: 'keep', hunks: [chosen], isAll: false }
          : { kind: 'drop', chosen };
      }
      case 'editor undo':
        return model.canUndo ? { kind: next.kind } : undefined;
      case 'editor redo':
        return model.canRedo ? { kind: next.kind } : undefined;
    }
  }

  function replacement(from: number, to: number, text: string): Action | undefined {
    const range = { start: model.positionAt(from), end: model.positionAt(to) };
    const isSame = model.textBetween(from, to).replaceAll('\r\n', '\n') === text;
    return isSame ? undefined : { kind: 'type', change: { range, text } };
  }

  return {
    model,
    normalText,
    /** Every hunk of every edit, in the order they were proposed. */
    all,
    actionOf,
    statuses: (): string[] =>
      all().map(({ edit, hunk }) => `${edit.id}.${hunk.id} ${hunk.status} ${hunk.startLine}`),
    perform(action: Action): void {
      switch (action.kind) {
        case 'propose': {
          const edit = createPendingEdit({ id: action.editId, hunks: action.hunks });
          review = addEdit(review, edit, normalText());
          return;
        }
        case 'type':
          follow(model.apply([action.change]), false);
          return;
        case 'keep': {
          const chosen = new Set(action.hunks.map(({ hunk }) => hunk));
          const keep = planKeep(review, (_, hunk) => action.isAll || chosen.has(hunk), {
            text: normalText(),
            lineAt: model.lineAt,
          });
          if (keep.textAfter !== keep.textBefore) model.apply(toTextChanges(model, keep.hunks));
          review = settleKeep(review, keep);
          return;
        }
        case 'drop':
          review = replaceEdit(review, undoHunks(action.chosen.edit, new Set([action.chosen.hunk.id])));
          return;
        case 'editor undo':
          follow(model.undo(), true);
          return;
        case 'editor redo':
          follow(model.redo(), true);
          return;
      }
    },
  };
}

export type OpenReview = ReturnType<typeof openReview>;

function hunksOf(drafts: readonly Draft[], model: DocumentModel): PlannedHunk[] {
  const hunks: PlannedHunk[] = [];
  let at = 0;
  for (const { skip, length, added: lines } of drafts) {
    const startLine = at + skip;
    const removed = Array.from({ length }, (_, offset) => model.lineAt(startLine + offset));
    const isInside = startLine <= model.lineCount && removed.every((line) => line !== undefined);
    if (!isInside || JSON.stringify(removed) === JSON.stringify(lines)) continue;
    hunks.push({ startLine, removed: removed.filter((line) => line !== undefined), added: lines, why: '' });
    at = Math.max(startLine + length, startLine + 1);
  }
  return hunks;
}
