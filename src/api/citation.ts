import { asCount, asObject, asText } from './json.ts';

/** Something a piece of an answer rests on. */
export interface Citation {
  readonly source: CitedSource;
  /** Offset into the text of the part behind what rests on it; absent where the server gave none that means anything. */
  readonly at?: number;
}

export type CitedSource =
  | { readonly kind: 'page'; readonly url: string; readonly title?: string }
  /** A file of a vector store or of the person's uploads. */
  | { readonly kind: 'file'; readonly fileId: string; readonly name?: string }
  /** A file the model made in the container its code runs in. */
  | {
      readonly kind: 'container-file';
      readonly containerId: string;
      readonly fileId: string;
      readonly name?: string;
    };

/** The citation of a wire annotation; undefined for a kind this version does not know or one without its source. */
export function citationOf(annotation: unknown): Citation | undefined {
  const wire = asObject(annotation);
  const source = wire === undefined ? undefined : sourceOf(wire);
  if (wire === undefined || source === undefined) return undefined;
  const at = asCount(wire['end_index']) ?? asCount(wire['index']);
  return at === undefined || at === 0 || !Number.isInteger(at) ? { source } : { source, at };
}

function sourceOf(wire: Readonly<Record<string, unknown>>): CitedSource | undefined {
  const url = asText(wire['url']);
  const title = asText(wire['title']);
  const fileId = asText(wire['file_id']);
  const containerId = asText(wire['container_id']);
  const name = asText(wire['filename']);
  switch (wire['type']) {
    case 'url_citation':
      return url === undefined ? undefined : { kind: 'page', url, ...(title === undefined ? {} : { title }) };
    case 'file_citation':
    case 'file_path':
      return fileId === undefined
        ? undefined
        : { kind: 'file', fileId, ...(name === undefined ? {} : { name }) };
    case 'container_file_citation':
      return fileId === undefined || containerId === undefined
        ? undefined
        : { kind: 'container-file', containerId, fileId, ...(name === undefined ? {} : { name }) };
    default:
      return undefined;
  }
}
