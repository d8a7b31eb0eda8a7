import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { ToolFailure } from '../chat/workspace.ts';
import { isSecret, pathSegments } from '../chat/workspacePath.ts';

/** Larger files are not read for a model, in bytes. */
const maxBytes = 2_000_000;

/**
 * The real path of what `path` names below the folder `root`. Throws a ToolFailure when there is nothing, when a
 * link leads out of the folder, or when it is secret under either of its names (M-K7, S08).
 */
export async function resolveInside(root: string, path: string): Promise<string> {
  const segments = pathSegments(path);
  if (isSecret(segments)) throw secret(path);
  const target = await realpath(join(root, ...segments)).catch((cause: unknown) => {
    throw new ToolFailure(`There is no ${path}.`, { cause });
  });
  const inside = relative(await realpath(root), target);
  if (isAbsolute(inside) || inside === '..' || inside.startsWith(`..${sep}`)) {
    throw new ToolFailure(`${path} is a link that leads out of the workspace.`);
  }
  if (isSecret(inside.split(sep))) throw secret(path);
  return target;
}

/** The text of the file at a path that `resolveInside` returned. Throws a ToolFailure when it is not a text. */
export async function readText(realPath: string, path: string): Promise<string> {
  // Whatever took the file's place since it was resolved is not followed and not waited for.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(realPath, flags).catch((cause: unknown) => {
    throw new ToolFailure(`${path} cannot be read.`, { cause });
  });
  try {
    const stat = await file.stat();
    if (stat.isDirectory()) throw new ToolFailure(`${path} is a folder.`);
    if (!stat.isFile()) throw new ToolFailure(`${path} is no regular file.`);
    if (stat.size > maxBytes) {
      throw new ToolFailure(`${path} is too large: ${stat.size} bytes, at most ${maxBytes}.`);
    }
    return asText(await file.readFile(), path);
  } finally {
    await file.close();
  }
}

function asText(bytes: Uint8Array, path: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text.replaceAll('\r\n', '\n');
  } catch {
    // Told below.
  }
  throw new ToolFailure(`${path} is not a UTF-8 text.`);
}

function secret(path: string): ToolFailure {
  return new ToolFailure(
    `${path} may hold secrets and is not read by tools. Ask the person for what you need.`,
  );
}
