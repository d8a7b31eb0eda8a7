import type { KnownOption } from '../../protocol/requestOption.ts';
import { fillIn, type PanelTexts } from '../../protocol/strings.ts';

/** What replies told about the options of each model, one line each (B-26). */
export function knownOptionLines(
  known: readonly KnownOption[],
  { strings }: Pick<PanelTexts, 'strings'>,
  formatDate: (date: number) => string,
): readonly string[] {
  return known.map(
    (each) => `${each.model}, ${each.name}: ${stateText(each, strings)} (${formatDate(each.at)})`,
  );
}

function stateText({ state, value, instead }: KnownOption, strings: PanelTexts['strings']): string {
  switch (state) {
    case 'accepted':
      return strings.knownAccepted;
    case 'ignored':
      return strings.knownIgnored;
    case 'refused':
      if (value === undefined) return strings.knownRefused;
      return instead === undefined
        ? fillIn(strings.knownRefusedValue, value)
        : fillIn(strings.knownReplaced, value, instead);
  }
}
