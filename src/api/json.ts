/** A value of parsed JSON as an object, or undefined when it is anything else. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  // An object that is neither null nor an array can be read by any key.
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** A value of parsed JSON as an array; empty when it is anything else. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A value of parsed JSON as a string, or undefined when it is anything else or empty. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A value of parsed JSON as a count: a finite number from 0, or undefined. */
export function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** The value of a JSON text, or undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller has only one question: is it JSON.
    return undefined;
  }
}
