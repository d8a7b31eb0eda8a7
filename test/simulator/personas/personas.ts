import type { Persona } from '../persona.ts';
import { codex } from './codex.ts';
import { comet } from './comet.ts';
import { copilot } from './copilot.ts';
import { llamacpp } from './llamacpp.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';
import { xai } from './xai.ts';

/** The servers the simulator can be. */
export const personas = {
  openai,
  comet,
  openrouter,
  codex,
  copilot,
  llamacpp,
  xai,
  ollama,
} as const satisfies Readonly<Record<string, Persona>>;

export type PersonaName = keyof typeof personas;

export function isPersonaName(name: string): name is PersonaName {
  return Object.hasOwn(personas, name);
}

export const personaNames: readonly PersonaName[] = Object.keys(personas).filter(isPersonaName);
