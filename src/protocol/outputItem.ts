import type { Citation } from './citation.ts';
import type { ReplayedItem } from './replayedItem.ts';
import type { ToolItem } from './toolItem.ts';

/** One thing of an answer, in the order in which the model made it. */
export type OutputItem =
  /** Markdown. For an edit turn, the explanation. */
  (
    | {
        readonly kind: 'message';
        readonly outputIndex: number;
        readonly text: string;
        readonly refusal: string;
        readonly citations?: readonly Citation[];
      }
    | {
        readonly kind: 'reasoning';
        readonly outputIndex: number;
        readonly text: string;
        readonly startedAt: number;
        readonly endedAt?: number;
      }
    | ToolItem
  ) & {
    /** What later requests send back for it, besides its text. */
    readonly replay?: readonly ReplayedItem[];
  };
