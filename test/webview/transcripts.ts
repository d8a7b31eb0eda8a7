import type { EditStatus, ProposedEdit } from '../../src/protocol/proposedEdit.ts';
import type { ToolSwitch } from '../../src/protocol/toolSwitch.ts';
import type {
  AssistantTurn,
  ContextItem,
  TranscriptSnapshot,
  Turn,
  UserTurn,
} from '../../src/protocol/transcript.ts';

const at = Date.parse('2026-11-03T14:02:00Z');

export const cart: ContextItem = {
  id: 'x1',
  name: 'cart.ts',
  path: 'src/cart.ts',
  lines: { start: 3, end: 9 },
};

/** Two by two pixels, one of each colour. */
const thumbnail =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFElEQVR42mP4z8DAAMQMDAz/GRgAHvgE/RrZ9uwAAAAASUVORK5CYII=';

export const attachedImage: ContextItem = {
  id: 'x2',
  name: 'graph.png',
  path: 'graph.png',
  kind: 'image',
  bytes: 43_520,
  thumbnail,
};

export const attachedPdf: ContextItem = {
  id: 'x3',
  name: 'specification.pdf',
  path: 'docs/specification.pdf',
  kind: 'pdf',
  bytes: 1_240_000,
};

export function user(change: Partial<UserTurn> = {}): UserTurn {
  return {
    kind: 'user',
    id: 'u1',
    parentId: undefined,
    createdAt: at,
    text: 'Why is the total NaN for one customer?',
    context: [cart],
    ...change,
  };
}

export function assistant(change: Partial<AssistantTurn> = {}): AssistantTurn {
  return {
    kind: 'assistant',
    id: 'a1',
    parentId: 'u1',
    createdAt: at,
    model: 'gpt-5.4-mini',
    status: { kind: 'completed' },
    items: [],
    notes: [],
    endedAt: at + 6400,
    ...change,
  };
}

/** A turn that still runs. */
export function running(change: Partial<AssistantTurn> = {}): AssistantTurn {
  const { endedAt: _running, ...turn } = assistant({ status: { kind: 'streaming' }, ...change });
  return turn;
}

export function answer(text: string, change: Partial<AssistantTurn> = {}): AssistantTurn {
  return assistant({ items: [{ kind: 'message', outputIndex: 0, text, refusal: '' }], ...change });
}

export function snapshot(...turns: readonly Turn[]): TranscriptSnapshot {
  return { conversationId: 'c1', title: 'Loop bound in total()', turns, leafId: turns.at(-1)?.id };
}

export const finishedMarkdown = `## Off by one in \`total\`

The loop reads \`items[items.length]\`, which is \`undefined\`. Adding it makes the sum \`NaN\`.

- Use \`<\` for the bound.
- Or use \`reduce\`, which has no index to get wrong.

\`\`\`ts
for (let i = 0; i < items.length; i++) {
  sum += items[i].price * items[i].qty; // in cents
}
\`\`\`

### What changes

| Cart | Before | After |
| --- | ---: | ---: |
| empty | NaN | 0 |
| one item | NaN | 12.50 |
| 1,000 items | NaN | 18,204.00 |
`;

export const finished = assistant({
  items: [
    {
      kind: 'reasoning',
      outputIndex: 0,
      text: '**Checking the loop bound.** The condition uses `<=`, which reads index length.',
      startedAt: at,
      endedAt: at + 12_000,
    },
    { kind: 'message', outputIndex: 1, text: finishedMarkdown, refusal: '' },
  ],
  usage: { inputTokens: 1204, cachedTokens: 896, outputTokens: 412, reasoningTokens: 210 },
});

export function edit(change: Partial<ProposedEdit> = {}): ProposedEdit {
  return {
    id: 'e1',
    title: 'Fix the loop bound',
    status: { kind: 'pending', verdict: { kind: 'verified' } },
    files: [
      {
        id: 'f1',
        name: 'cart.ts',
        folder: 'src',
        languageId: 'typescript',
        change: { kind: 'modify' },
        hunks: [
          {
            id: 'h1',
            why: 'The bound read one element past the end.',
            status: 'pending',
            line: 5,
            removed: ['  for (let i = 0; i <= items.length; i++) {'],
            added: ['  for (let i = 0; i < items.length; i++) {'],
            before: '  let sum = 0;',
          },
          {
            id: 'h2',
            why: 'Money is rounded once, at the end.',
            status: 'pending',
            line: 8,
            removed: ['  return sum;'],
            added: ['  return Math.round(sum * 100) / 100;'],
          },
        ],
      },
    ],
    ...change,
  };
}

/** An edit of four files, one hunk of which is in conflict. */
export function filesEdit(change: Partial<ProposedEdit> = {}): ProposedEdit {
  const hunk = { status: 'pending', line: 1, removed: [], added: [] } as const;
  const file = { folder: 'src', languageId: 'typescript' } as const;
  const [first] = edit().files;
  return {
    id: 'e1',
    title: 'Move the cart out',
    status: {
      kind: 'pending',
      verdict: { kind: 'unverified', reason: 'dropped', detail: 'legacy.ts' },
    },
    files: [
      ...(first === undefined
        ? []
        : [
            {
              ...first,
              hunks: first.hunks.map((each, at) => (at === 1 ? { ...each, status: 'stale' as const } : each)),
            },
          ]),
      {
        ...file,
        id: '2',
        name: 'cart.test.ts',
        folder: 'test',
        change: { kind: 'create' },
        hunks: [{ ...hunk, id: '2', why: 'The total had no test.', added: ["it('adds', () => {", '});'] }],
      },
      {
        ...file,
        id: '3',
        name: 'legacy.ts',
        change: { kind: 'delete' },
        hunks: [{ ...hunk, id: '3', why: 'Nobody imports it.', removed: ['export {};'] }],
      },
      {
        ...file,
        id: '4',
        name: 'helper.ts',
        change: { kind: 'rename', to: 'src/lib/rounding.ts' },
        hunks: [{ ...hunk, id: '4', why: 'The name says what it does.' }],
      },
    ],
    ...change,
  };
}

export function editTurn(status?: EditStatus): AssistantTurn {
  return answer(
    'Stops at the last item and returns 0 for an empty cart. The signature of `total` is unchanged.',
    {
      edit: edit(status === undefined ? {} : { status }),
      usage: { inputTokens: 2043, cachedTokens: 1792, outputTokens: 388 },
    },
  );
}

/** A running answer with a call of a function and one of a server that wait for a person. */
export const asking = running({
  status: { kind: 'streaming' },
  items: [
    { kind: 'message', outputIndex: 0, text: 'I look at the file and at the documentation.', refusal: '' },
    {
      ...{ kind: 'tool', outputIndex: 1, itemType: 'function_call', state: 'waiting', name: 'read_file' },
      ...{ text: '{"path":"src/cart.ts"}', details: [], startedAt: 0, endedAt: 1000 },
      approval: { id: 'ask1', tool: 'read_file', args: '{\n  "path": "src/cart.ts"\n}', canStand: true },
    },
    {
      ...{ kind: 'tool', outputIndex: 2, itemType: 'mcp_approval_request', state: 'waiting' },
      ...{ name: 'search_docs', server: 'docs', text: '', details: [], startedAt: 0, endedAt: 1000 },
      approval: {
        id: 'ask2',
        tool: 'search_docs',
        server: 'docs',
        host: 'mcp.example.com',
        args: `{\n  "query": "[U+202E]yliop yrter",\n  "text": "${'a long argument '.repeat(60)}"\n}`,
        canStand: false,
      },
    },
  ],
});

/** Tools of which one is on and one cannot be. */
export const toolSwitches: readonly ToolSwitch[] = [
  { id: 'workspace', kind: 'workspace', isOn: true },
  { id: 'server docs', kind: 'server', name: 'docs', host: 'mcp.example.com', isOn: false },
  {
    ...{ id: 'server old', kind: 'server', name: 'old', isOn: false },
    problem: '"url" has to begin with https://.',
  },
];
