import { asArray } from './json.ts';
import { memberName } from './listMembers.ts';
import type { ParameterValues } from './parameters.ts';

/** The tools a server has by itself (api specification, `Tool`). */
export const builtInTools = ['web_search', 'file_search', 'code_interpreter'] as const;

export type BuiltInTool = (typeof builtInTools)[number];

/** Whether a name is that of one of them. */
export function isBuiltInTool(name: string): name is BuiltInTool {
  return Object.hasOwn(wireTypes, name);
}

export interface BuiltInChoice {
  readonly tools: readonly BuiltInTool[];
  /** The vector stores a file search looks into. Without one it is not sent. */
  readonly vectorStoreIds: readonly string[];
  /** The id of the container code runs in; without one the server makes one. */
  readonly containerId?: string;
}

/** The wire types of a tool, the one that is tried first in front. */
export const wireTypes: Readonly<Record<BuiltInTool, readonly string[]>> = {
  web_search: ['web_search_preview', 'web_search'],
  file_search: ['file_search'],
  code_interpreter: ['code_interpreter'],
};

/** What a call tells of itself only on demand. */
const includes: Readonly<Record<BuiltInTool, string>> = {
  web_search: 'web_search_call.action.sources',
  file_search: 'file_search_call.results',
  code_interpreter: 'code_interpreter_call.outputs',
};

/** The values with the chosen tools behind those the person wrote, and with what is needed to show their calls. */
export function withBuiltInTools(values: ParameterValues, choice: BuiltInChoice): ParameterValues {
  const written = asArray(values.tools);
  const chosen = builtInTools.filter(
    (tool) =>
      choice.tools.includes(tool) &&
      (tool !== 'file_search' || choice.vectorStoreIds.length > 0) &&
      !written.some((each) => wireTypes[tool].includes(memberName(each) ?? '')),
  );
  if (chosen.length === 0) return values;
  const include = [...asArray(values.include), ...chosen.map((tool) => includes[tool])];
  return {
    ...values,
    tools: [...written, ...chosen.map((tool) => wireTool(tool, choice))],
    include: [...new Set(include)],
  };
}

function wireTool(tool: BuiltInTool, { vectorStoreIds, containerId }: BuiltInChoice): object {
  const [type] = wireTypes[tool];
  switch (tool) {
    case 'web_search':
      return { type };
    case 'file_search':
      return { type, vector_store_ids: vectorStoreIds };
    case 'code_interpreter':
      return { type, container: containerId ?? { type: 'auto' } };
  }
}
