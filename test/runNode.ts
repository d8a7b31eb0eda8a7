import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

interface Run {
  /** What it prints is also written to a file here, to be searched for the key. */
  readonly directory: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs Node to its end, showing what it prints, and returns its exit code. */
export async function runNode(args: readonly string[], { directory, variables = {} }: Run): Promise<number> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const copy = createWriteStream(join(directory, 'output.txt'), { flags: 'a' });
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    from.pipe(to, { end: false });
    from.pipe(copy, { end: false });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  copy.end();
  return code ?? 1;
}
