import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

interface Run {
  /** What it prints is also written to a file here, to be searched for the key. */
  readonly directory: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Something that takes longer will not end any more: an open handle, or an answer nobody gives. */
const limitMinutes = 20;

/** Runs Node to its end, showing what it prints, and returns its exit code. Throws when it had to be ended. */
export async function runNode(args: readonly string[], { directory, variables = {} }: Run): Promise<number> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limitMinutes * 60_000,
    // The one signal that mocha hands on to the process it runs the tests in.
    killSignal: 'SIGINT',
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
  if (child.killed) throw new Error(`It did not end within ${limitMinutes} minutes: ${args.join(' ')}`);
  return code ?? 1;
}
