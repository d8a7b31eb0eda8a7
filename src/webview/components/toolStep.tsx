import type { JSX } from 'preact';
import { fillIn } from '../../protocol/strings.ts';
import type { ToolItem } from '../../protocol/toolItem.ts';
import { toolTextKey } from '../../protocol/toolTexts.ts';
import type { IconName } from '../icons.tsx';
import { formatNumber, strings, texts } from '../texts.ts';
import { Step } from './steps.tsx';
import { ToolDetails } from './toolDetails.tsx';

/** One row for a call: what it does or did. It opens to what it was given and what came of it. */
export function ToolStep(props: {
  readonly turnId: string;
  readonly item: ToolItem;
  readonly turnEnded: boolean;
}): JSX.Element {
  const { turnId, item, turnEnded } = props;
  const isOpen = item.endedAt === undefined && (item.state === 'preparing' || item.state === 'running');
  const running = isOpen && !turnEnded;
  const fact = isOpen ? strings.stopped : factOf(item);
  return (
    <Step
      icon={item.state === 'failed' ? 'error' : iconOf(item)}
      text={toolText(item)}
      running={running}
      startedAt={item.startedAt}
      {...(fact === undefined ? {} : { fact })}
    >
      {item.text === '' && item.details.length === 0 ? undefined : (
        <ToolDetails turnId={turnId} item={item} />
      )}
    </Step>
  );
}

/** What the row of a call says. */
export function toolText({ itemType, state, name, server }: ToolItem): string {
  const own: Readonly<Record<string, string>> = texts.tools[toolTextKey(itemType)];
  const usual = state === 'preparing' ? 'running' : 'done';
  return fillIn(own[state] ?? own[usual] ?? '', name ?? itemType, server ?? '');
}

/** What a person said about it, or how many sources or results there are. */
function factOf({ details, approval }: ToolItem): string | undefined {
  if (approval?.answer === 'denied') return strings.denied;
  if (approval?.answer === 'withdrawn') return strings.stopped;
  const count = (kind: string): number => details.filter((detail) => detail.kind === kind).length;
  const pages = count('page');
  const results = count('excerpt');
  if (pages > 1) return fillIn(strings.sourceCount, formatNumber(pages));
  return results > 1 ? fillIn(strings.resultCount, formatNumber(results)) : undefined;
}

function iconOf({ itemType }: ToolItem): IconName {
  switch (toolTextKey(itemType)) {
    case 'web_search_call':
      return 'globe';
    case 'file_search_call':
    case 'tool_search_call':
      return 'search';
    case 'code_interpreter_call':
    case 'program':
    case 'shell_call':
      return 'code';
    case 'image_generation_call':
      return 'fileMedia';
    case 'apply_patch_call':
      return 'diff';
    case 'mcp_approval_request':
      return 'question';
    default:
      return 'tools';
  }
}
