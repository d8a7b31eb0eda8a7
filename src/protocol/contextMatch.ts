/** Something that could be attached. The panel names it by `id`, which the host gave out. */
export interface ContextMatch {
  readonly id: string;
  readonly kind: ContextMatchKind;
  readonly name: string;
  /** Where it is, or how much it is. */
  readonly detail: string;
  /** The letters of the name that were searched for. */
  readonly positions: readonly number[];
}

export type ContextMatchKind =
  | 'file'
  | 'folder'
  | 'symbol'
  | 'selection'
  | 'problems'
  | 'changes'
  | 'terminal';

/** Whether it is found by what it is rather than by its place in the workspace. */
export function isGeneral(kind: ContextMatchKind): boolean {
  return kind !== 'file' && kind !== 'folder' && kind !== 'symbol';
}
