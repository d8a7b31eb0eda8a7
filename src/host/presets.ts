import * as vscode from 'vscode';
import { asObject } from '../api/json.ts';
import { isParameterName, type ParameterValues, parameters, validateParameter } from '../api/parameters.ts';
import { type OptionPreset, rangeSentence } from '../protocol/requestOption.ts';
import { readSettings, savePresets } from './settings.ts';
import { translatePanelStrings } from './strings.ts';

/** The saved sets of request options, in the order of the settings, each with what is wrong with it. */
export function presets(): readonly OptionPreset[] {
  return Object.entries(readSettings().presets).map(([name, values]) => ({
    name,
    problems: problemsOf(asObject(values)),
  }));
}

/** The values of a preset that can be set; null in the settings is a default that is not sent. */
export function presetValues(name: string): ParameterValues | undefined {
  const { presets: all } = readSettings();
  const values = Object.hasOwn(all, name) ? asObject(all[name]) : undefined;
  if (values === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(values).flatMap(([option, value]) =>
      isParameterName(option) && problemOf(option, value) === undefined ? [[option, value ?? undefined]] : [],
    ),
  );
}

/** Saves values under a name; a preset of this name is replaced. */
export async function savePreset(name: string, values: ParameterValues): Promise<void> {
  const kept = Object.fromEntries(Object.entries(values).map(([option, value]) => [option, value ?? null]));
  await savePresets({ ...readSettings().presets, [name]: kept });
}

export async function deletePreset(name: string): Promise<void> {
  const { [name]: _gone, ...others } = readSettings().presets;
  await savePresets(others);
}

/** Gives a preset another name and leaves it in its place. Another preset of that name is not overwritten. */
export async function renamePreset(name: string, to: string): Promise<void> {
  const { presets: all } = readSettings();
  if (!Object.hasOwn(all, name) || Object.hasOwn(all, to)) return;
  await savePresets(
    Object.fromEntries(Object.entries(all).map(([each, values]) => [each === name ? to : each, values])),
  );
}

function problemsOf(values: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  if (values === undefined) return [vscode.l10n.t('It is not an object of request options.')];
  return Object.entries(values).flatMap(([option, value]) => problemOf(option, value) ?? []);
}

/** Why a value cannot be sent, in a sentence that names the option. */
export function problemOf(option: string, value: unknown): string | undefined {
  if (!isParameterName(option)) return vscode.l10n.t('“{0}” is no request option.', option);
  if (value === null || value === undefined || validateParameter(option, value) === undefined)
    return undefined;
  const texts = translatePanelStrings();
  return `${texts.options[option].label}: ${rangeSentence(parameters[option].range, texts)}`;
}
