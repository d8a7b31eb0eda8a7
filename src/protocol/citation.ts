/** Something an answer rests on or brings along. */
export type Source =
  | { readonly kind: 'page'; readonly url: string; readonly title?: string }
  /** A file the server keeps. */
  | { readonly kind: 'file'; readonly fileId: string; readonly name?: string }
  /** A file the model made in the container its code runs in. */
  | {
      readonly kind: 'container-file';
      readonly containerId: string;
      readonly fileId: string;
      readonly name?: string;
    };

/** A place of an answer that rests on a source. */
export interface Citation {
  /** Position among the sources of the turn. People count from 1. */
  readonly source: number;
  /** Offset into the item's text behind what rests on the source; absent where the server named no place. */
  readonly at?: number;
}

/** The sources with the one that is cited, and the citation of it. */
export function cite(
  known: readonly Source[] = [],
  { source, at }: { readonly source: Source; readonly at?: number },
): { readonly sources: readonly Source[]; readonly citation: Citation } {
  const index = known.findIndex((each) => isSameSource(each, source));
  const number = index === -1 ? known.length : index;
  return {
    sources: index === -1 ? [...known, source] : known,
    citation: { source: number, ...(at === undefined ? {} : { at }) },
  };
}

/** Whether two sources are the same thing, whatever they are called. */
function isSameSource(one: Source, other: Source): boolean {
  if (one.kind === 'page') return other.kind === 'page' && one.url === other.url;
  return one.kind === other.kind && one.fileId === other.fileId;
}

/** What a source is called: its title or name, else its address or id. */
export function sourceName(source: Source): string {
  if (source.kind === 'page') return source.title ?? source.url;
  return source.name ?? source.fileId;
}
