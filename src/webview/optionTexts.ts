import type { OptionValue, RequestOption } from '../protocol/requestOption.ts';
import { fillIn, type OptionText } from '../protocol/strings.ts';
import { formatNumber, strings, texts } from './texts.ts';

/** Name and help of an option; one this panel does not know is shown under its own name. */
export function optionText(name: string): OptionText {
  const known: Readonly<Record<string, OptionText>> = texts.options;
  return known[name] ?? { label: name, help: '' };
}

/** A choice in words. */
export function choiceText(choice: string): string {
  const known: Readonly<Record<string, string>> = texts.optionChoices;
  return known[choice] ?? choice;
}

export function valueText(value: OptionValue): string {
  if (typeof value === 'boolean') return value ? strings.on : strings.off;
  return typeof value === 'number' ? formatNumber(value) : choiceText(value);
}

/** What the option does, which numbers it takes, and what holds when it is not set. */
export function describeOption({ name, range, default: usual, source }: RequestOption): string {
  const parts = [optionText(name).help];
  if (range.kind === 'number') {
    const { min, max } = range;
    parts.push(
      max === undefined
        ? fillIn(strings.rangeFrom, formatNumber(min))
        : fillIn(strings.rangeFromTo, formatNumber(min), formatNumber(max)),
    );
  }
  if (usual !== undefined) parts.push(fillIn(strings.defaultIs, valueText(usual)));
  else if (range.kind === 'number' || range.kind === 'choice') parts.push(strings.defaultOfModel);
  if (source === 'settings') parts.push(strings.fromSettings);
  return parts.join(' ');
}
