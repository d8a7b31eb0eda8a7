import type { ApprovalAnswer } from '../protocol/toolItem.ts';

/** A call that waits for a person. */
interface Pending {
  /** The tool an answer for the whole conversation is about; absent where each call is asked for. */
  readonly tool: string | undefined;
  readonly settle: (answer: ApprovalAnswer) => void;
}

/**
 * The calls of one conversation that wait for a person, and the tools a person has allowed for all of it. An
 * answer counts once, only while its own call waits, and never for another one (U09, S09).
 */
export class Approvals {
  readonly #pending = new Map<string, Pending>();
  readonly #allowed = new Set<string>();

  /** Whether calls of the tool need no further word in this conversation. */
  isAllowed(tool: string): boolean {
    return this.#allowed.has(tool);
  }

  /** Waits for the answer to the call `id`; `withdrawn` when the signal is aborted before. Never rejects. */
  ask(call: {
    readonly id: string;
    readonly tool?: string;
    readonly signal: AbortSignal;
  }): Promise<ApprovalAnswer> {
    const { id, tool, signal } = call;
    return new Promise((resolve) => {
      const withdraw = () => settle('withdrawn');
      const settle = (answer: ApprovalAnswer) => {
        this.#pending.delete(id);
        signal.removeEventListener('abort', withdraw);
        resolve(answer);
      };
      this.#pending.set(id, { tool, settle });
      signal.addEventListener('abort', withdraw, { once: true });
      if (signal.aborted) withdraw();
    });
  }

  /** A person's answer. What does not wait any more is not changed by it. */
  answer(id: string, answer: 'once' | 'conversation' | 'denied'): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    const { tool } = pending;
    if (answer !== 'conversation' || tool === undefined) {
      pending.settle(answer === 'denied' ? 'denied' : 'once');
      return;
    }
    this.#allowed.add(tool);
    const alike = [...this.#pending.values()].filter((each) => each.tool === tool);
    for (const each of alike) each.settle('conversation');
  }
}
