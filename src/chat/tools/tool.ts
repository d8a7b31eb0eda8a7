import * as z from 'zod/mini';
import { parseJson } from '../../api/json.ts';
import { toStrictSchema } from '../../api/strictSchema.ts';
import { ToolFailure, type Workspace } from '../workspace.ts';

/** What a tool is run with. */
export interface ToolUse {
  readonly workspace: Workspace;
  readonly signal: AbortSignal;
}

/** A tool as its file describes it. `run` returns the text the model reads, or throws a ToolFailure. */
interface ToolDefinition<Input> {
  /** Lower case with `_`; part of the wire. */
  readonly name: string;
  /** For the model. */
  readonly description: string;
  readonly input: z.ZodMiniType<Input>;
  readonly run: (input: Input, use: ToolUse) => Promise<string>;
}

/** A call whose arguments were checked. What is shown of it and what runs are the same value. */
export interface PreparedCall {
  /** The arguments, as JSON for people. */
  readonly shown: string;
  readonly run: (use: ToolUse) => Promise<string>;
}

/** A function of ours that a model may call. All of them only read. */
export interface Tool {
  readonly name: string;
  /** The tool of the request. */
  readonly wire: () => Readonly<Record<string, unknown>>;
  /** The call with these arguments. Throws a ToolFailure when they do not fit. */
  readonly prepare: (args: string) => PreparedCall;
}

/** The longest text one call hands to the model, in characters. */
export const maxOutputLength = 60_000;

/** Makes a tool of its definition. */
export function defineTool<Input>(definition: ToolDefinition<Input>): Tool {
  const { name, description, input, run } = definition;
  return {
    name,
    wire: () => ({ type: 'function', name, description, parameters: toStrictSchema(input), strict: true }),
    prepare(args) {
      const value = args.trim() === '' ? {} : parseJson(args);
      if (value === undefined) throw new ToolFailure(`The arguments of ${name} are not valid JSON.`);
      const parsed = z.safeParse(input, value);
      if (!parsed.success) throw new ToolFailure(misfit(name, parsed.error.issues[0]));
      return {
        shown: JSON.stringify(parsed.data, undefined, 2),
        run: async (use) => within(await run(parsed.data, use)),
      };
    },
  };
}

function misfit(name: string, issue: z.core.$ZodIssue | undefined): string {
  const path = issue?.path.join('.') ?? '';
  return `The arguments of ${name} do not fit its schema${path === '' ? '' : ` at ${path}`}: ${issue?.message ?? ''}`;
}

function within(text: string): string {
  return text.length <= maxOutputLength
    ? text
    : `${text.slice(0, maxOutputLength)}\n[cut: ${text.length - maxOutputLength} more characters]`;
}
