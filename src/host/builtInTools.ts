import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { parseBaseUrl } from '../api/baseUrl.ts';
import { type BuiltInChoice, type BuiltInTool, builtInTools, wireTypes } from '../api/builtInTools.ts';
import type { ToolSwitch } from '../protocol/toolSwitch.ts';
import type { FieldMemory } from './fieldMemory.ts';
import { Refusal } from './reportError.ts';
import { openSetting, readSettings } from './settings.ts';

const id = z.string().check(z.regex(/^[\w-]{1,100}$/));

const settingSchema = z.strictObject({
  webSearch: z.optional(z.boolean()),
  fileSearch: z.optional(z.boolean()),
  codeInterpreter: z.optional(z.boolean()),
  vectorStores: z.optional(z.array(id)),
  container: z.optional(id),
});

const settingNames = {
  web_search: 'webSearch',
  file_search: 'fileSearch',
  code_interpreter: 'codeInterpreter',
} as const satisfies Readonly<Record<BuiltInTool, string>>;

/**
 * Which tools of the server a conversation may use: what the person switched here, over the setting. A tool the
 * model in use is known to refuse counts as off until it is switched on again.
 */
export class BuiltInTools {
  readonly #memory: FieldMemory;
  readonly #onChange: () => void;
  #own: ReadonlyMap<BuiltInTool, boolean> = new Map();

  constructor(memory: FieldMemory, onChange: () => void) {
    this.#memory = memory;
    this.#onChange = onChange;
  }

  /** Switches a tool for this conversation. A file search without vector stores leads to the setting instead. */
  async switch(tool: BuiltInTool, isOn: boolean): Promise<void> {
    if (isOn && tool === 'file_search' && this.#stores().length === 0) {
      await openSetting('tools');
      throw new Refusal(
        vscode.l10n.t(
          'File search needs the id of a vector store. Add it to “vectorStores” in cometapi.tools.',
        ),
      );
    }
    this.#own = new Map(this.#own).set(tool, isOn);
    const endpoint = endpointInUse();
    if (isOn && endpoint !== undefined && this.#isRefused(tool)) {
      this.#memory.forgetParameter(endpoint, 'tools');
    }
    this.#onChange();
  }

  /** Another conversation begins. */
  clear(): void {
    this.#own = new Map();
  }

  /** Every tool as the panel shows it. */
  shown(): readonly ToolSwitch[] {
    return builtInTools.map((kind) => {
      const isRefused = this.#isRefused(kind);
      return {
        id: kind,
        kind,
        isOn: this.#isOn(kind) && !isRefused,
        ...(isRefused ? { isRefused } : {}),
      };
    });
  }

  /** What to send. Throws a Refusal when the setting is no good. */
  choice(): BuiltInChoice {
    const setting = settingSchema.safeParse(readSettings().tools);
    if (!setting.success) {
      const [issue] = setting.error.issues;
      throw new Refusal(
        vscode.l10n.t(
          'The setting cometapi.tools cannot be used. Correct “{0}”.',
          issue?.path.join('.') || 'cometapi.tools',
        ),
      );
    }
    const { vectorStores = [], container } = setting.data;
    return {
      tools: builtInTools.filter((tool) => this.#isOn(tool)),
      vectorStoreIds: vectorStores,
      ...(container === undefined ? {} : { containerId: container }),
    };
  }

  #isOn(tool: BuiltInTool): boolean {
    const isOn = this.#own.get(tool) ?? readSettings().tools[settingNames[tool]] === true;
    return isOn && (tool !== 'file_search' || this.#stores().length > 0);
  }

  #stores(): readonly unknown[] {
    const { vectorStores } = readSettings().tools;
    return Array.isArray(vectorStores) ? vectorStores : [];
  }

  /** Whether the model in use takes the tool by none of its names. */
  #isRefused(tool: BuiltInTool): boolean {
    const endpoint = endpointInUse();
    const refusals = endpoint === undefined ? [] : this.#memory.capabilities(endpoint).refusals();
    const ofTools = refusals.filter(({ name }) => name === 'tools');
    return (
      ofTools.some(({ member, value }) => member === undefined && value === undefined) ||
      wireTypes[tool].every((type) => ofTools.some(({ member }) => member === type))
    );
  }
}

function endpointInUse() {
  const { baseUrl, model } = readSettings();
  const base = parseBaseUrl(baseUrl);
  return base.ok ? { baseUrl: base.url, model } : undefined;
}
