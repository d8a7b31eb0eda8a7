import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt({ html: false, linkify: false });

export type Token = ReturnType<typeof markdown.parse>[number];

/** What a link reference definition says. */
export interface Reference {
  readonly href: string;
  readonly title: string;
}

/** Finds and keeps reference definitions while Markdown is parsed, by normalised label. */
export interface References {
  find(label: string): Reference | undefined;
  define(label: string, reference: Reference): void;
}

/** One top-level block with the definitions that stand directly before it. */
export interface Block {
  /** Lines of the source, zero-based, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Empty when only definitions are left at the end of the source. */
  readonly tokens: readonly Token[];
  /** Labels defined in these lines. */
  readonly labels: readonly string[];
  /** A quote or list that ends in a definition: a paragraph directly after it may be the definition's title. */
  readonly endsInDefinition: boolean;
}

/**
 * Splits Markdown (line ends already `\n`) into its top-level blocks. Definitions are passed to `references`.
 * A definition is counted to the block after it, because that block may still turn out to be its title.
 */
export function parseBlocks(source: string, references: References): Block[] {
  const tokens: Token[] = [];
  markdown.block.parse(source, markdown, { references: asRecord(references) }, tokens);
  const blocks: Block[] = [];
  let labels: string[] = [];
  let from = 0;
  let definitionsStart: number | undefined;
  let definitionsEnd = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'reference_definition') {
      labels.push(String(token.meta?.['label']));
      if (token.level === 0) {
        definitionsStart ??= token.map?.[0];
        definitionsEnd = token.map?.[1] ?? definitionsEnd;
        from = index + 1;
        continue;
      }
    }
    if (token.level > 0 || token.nesting === 1) continue;
    const blockTokens = tokens.slice(from, index + 1).filter(({ type }) => type !== 'reference_definition');
    const [start, end] = blockTokens[0]?.map ?? [0, 0];
    const endsInDefinition = lastInside(tokens, index)?.type === 'reference_definition';
    blocks.push({ start: definitionsStart ?? start, end, tokens: blockTokens, labels, endsInDefinition });
    labels = [];
    definitionsStart = undefined;
    from = index + 1;
  }
  if (definitionsStart !== undefined) {
    blocks.push({ start: definitionsStart, end: definitionsEnd, tokens: [], labels, endsInDefinition: true });
  }
  return blocks;
}

/** The last thing inside the block that closes at `index`. */
function lastInside(tokens: readonly Token[], index: number): Token | undefined {
  let inside = index;
  while (tokens[inside]?.nesting === -1) inside--;
  return tokens[inside];
}

/** The inline tokens of a block's text. */
export function parseInline(content: string, references: References): Token[] {
  const tokens: Token[] = [];
  markdown.inline.parse(content, markdown, { references: asRecord(references) }, tokens);
  return tokens;
}

/** markdown-it reads and writes definitions as the properties of one object. */
function asRecord(references: References): Record<string, Reference> {
  return new Proxy<Record<string, Reference>>(
    {},
    {
      get: (_target, label) => (typeof label === 'string' ? references.find(label) : undefined),
      set(_target, label, reference: Reference) {
        if (typeof label === 'string') references.define(label, reference);
        return true;
      },
    },
  );
}
