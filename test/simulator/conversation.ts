import type { ResponsesRequest } from './requestSchema.ts';

/** A message of the conversation, whatever form it was sent in. */
export interface Message {
  readonly role: string;
  readonly text: string;
}

/** A file or a selection that a message carries. Text uses `\n`. */
export interface Excerpt {
  readonly kind: 'file' | 'selection';
  readonly path: string;
  readonly languageId: string;
  readonly startLine: number;
  /** What may be done with a file of a request about several. */
  readonly access?: string;
  readonly text: string;
}

/** The messages of the input, in order, with the text of all their parts. Items without text are passed over. */
export function messagesOf(input: ResponsesRequest['input']): readonly Message[] {
  if (typeof input === 'string') return [{ role: 'user', text: input }];
  if (!Array.isArray(input)) return [];
  return input.flatMap((item: unknown) => {
    if (!isRecord(item) || typeof item['role'] !== 'string') return [];
    return [{ role: item['role'], text: contentText(item['content']) }];
  });
}

/** The files a message has attached and the selection it wants changed, in order. */
export function excerptsOf(text: string): readonly Excerpt[] {
  const element =
    /^<(file|selection) path="([^"]*)" language="([^"]*)"(?: lines="(\d+)-\d+")?(?: access="(write|read)")?>\n([\s\S]*?)\n?<\/\1>$/gm;
  return [...text.matchAll(element)].map(
    ([, kind, path = '', languageId = '', start, access, body = '']) => ({
      kind: kind === 'selection' ? 'selection' : 'file',
      path,
      languageId,
      startLine: Number(start ?? 1),
      ...(access === undefined ? {} : { access }),
      text: body,
    }),
  );
}

/** What is left of a message without its attachments: the words of the person. */
export function instructionOf(text: string): string {
  return text.replace(/^<(file|selection|images|before|after)\b[^>]*>\n[\s\S]*?\n?<\/\1>$/gm, '').trim();
}

/** The lines around a selection, which an edit must not touch. */
export function surroundingsOf(text: string): readonly string[] {
  const elements = text.matchAll(/^<(before|after)>\n([\s\S]*?)\n?<\/\1>$/gm);
  return [...elements].flatMap(([, , body = '']) => body.split('\n'));
}

/** Whether the words are French rather than English. */
export function isFrench(text: string): boolean {
  const words = text.match(
    /\b(le|la|les|des|une|est|que|qui|dans|pour|avec|cette?|fichier|pourquoi|comment|explique[rz]?|corrige[rz]?|ajoute[rz]?|renomme[rz]?|bonjour|fonction|réponse|longue|ce|du|peux|quoi)\b|[àâçéèêëîïôùûœ]/gi,
  );
  return (words?.length ?? 0) >= 2;
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  const parts: readonly unknown[] = content;
  return parts
    .map((part) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
