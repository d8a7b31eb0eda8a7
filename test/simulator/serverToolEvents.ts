import type { WireEvent } from './sse.ts';
import { tokens } from './tokens.ts';

/** A call of a tool the server has by itself, as a scenario writes it. */
export type ScriptedServerTool =
  | { readonly kind: 'web_search_call'; readonly query: string; readonly sources: readonly string[] }
  | {
      readonly kind: 'file_search_call';
      readonly query: string;
      readonly results: readonly {
        readonly filename: string;
        readonly text: string;
        readonly score: number;
      }[];
    }
  | {
      readonly kind: 'code_interpreter_call';
      readonly code: string;
      readonly logs: string;
      /** A `data:` URL. */
      readonly image: string;
    }
  /** Base64 of a PNG. */
  | { readonly kind: 'image_generation_call'; readonly png: string };

/** The events of one call, in the grammar of the API. */
export function* serverToolEvents(
  tool: ScriptedServerTool,
  newId: (prefix: string) => string,
): Generator<WireEvent> {
  const { kind: type } = tool;
  const id = newId(prefixes[type]);
  const progress = (name: string): WireEvent => ({ type: `response.${type}.${name}`, item_id: id });
  const added = (fields: object): WireEvent => ({
    type: 'response.output_item.added',
    item: { id, type, status: 'in_progress', ...fields },
  });
  const done = (fields: object): WireEvent => ({
    type: 'response.output_item.done',
    item: { id, type, status: 'completed', ...fields },
  });
  switch (tool.kind) {
    case 'web_search_call': {
      const sources = tool.sources.map((url) => ({ type: 'url', url }));
      const action = { type: 'search', query: tool.query, queries: [tool.query], sources };
      yield added({ action: { type: 'search', query: '' } });
      yield* ['in_progress', 'searching', 'completed'].map(progress);
      yield done({ action });
      return;
    }
    case 'file_search_call': {
      const results = tool.results.map((result) => ({
        ...result,
        file_id: newId('file-'),
        attributes: {},
      }));
      yield added({ queries: [], results: null });
      yield* ['in_progress', 'searching', 'completed'].map(progress);
      yield done({ queries: [tool.query], results });
      return;
    }
    case 'code_interpreter_call': {
      const container = { container_id: newId('cntr_') };
      yield added({ ...container, code: '', outputs: [] });
      yield progress('in_progress');
      for (const delta of tokens(tool.code)) {
        yield { type: 'response.code_interpreter_call_code.delta', item_id: id, delta };
      }
      yield { type: 'response.code_interpreter_call_code.done', item_id: id, code: tool.code };
      yield* ['interpreting', 'completed'].map(progress);
      const outputs = [
        { type: 'logs', logs: tool.logs },
        { type: 'image', url: tool.image },
      ];
      yield done({ ...container, code: tool.code, outputs });
      return;
    }
    case 'image_generation_call':
      yield added({ result: null });
      yield* ['in_progress', 'generating'].map(progress);
      yield {
        ...progress('partial_image'),
        partial_image_index: 0,
        partial_image_b64: tool.png,
        size: '1024x1024',
        quality: 'low',
        background: 'opaque',
        output_format: 'png',
      };
      yield progress('completed');
      yield done({ result: tool.png });
      return;
  }
}

const prefixes: Readonly<Record<ScriptedServerTool['kind'], string>> = {
  web_search_call: 'ws_',
  file_search_call: 'fs_',
  code_interpreter_call: 'ci_',
  image_generation_call: 'ig_',
};
