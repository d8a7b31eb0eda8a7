import { type KnownOption, knownSentence } from '../../protocol/requestOption.ts';
import type { PanelTexts } from '../../protocol/strings.ts';

/** What replies told about the options of each model, one line each (B-26). */
export function knownOptionLines(
  known: readonly KnownOption[],
  texts: Pick<PanelTexts, 'strings'>,
  formatDate: (date: number) => string,
): readonly string[] {
  return known.map(
    (each) => `${each.model}, ${each.name}: ${knownSentence(each, texts)} (${formatDate(each.at)})`,
  );
}
