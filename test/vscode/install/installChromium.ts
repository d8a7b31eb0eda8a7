import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { cacheDirectory, installOnce, run, unpackFromNpm } from './installOnce.ts';
import { chromiumVersion } from './versions.ts';

/** A browser and the environment variables it must be started with. */
export interface Chromium {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * The browser to test with: the one named by `CHROMIUM`, else the machine's own, else one from npm.
 * `CHROMIUM=npm` takes the one from npm even where the machine has its own.
 */
export async function installChromium(log: (line: string) => void = console.log): Promise<Chromium> {
  const asked = process.env['CHROMIUM'];
  if (asked !== undefined && asked !== '' && asked !== 'npm') {
    if (!existsSync(asked)) throw new Error(`CHROMIUM names ${asked}, where no file is.`);
    return { executable: asked, env: {} };
  }
  const own = asked === 'npm' ? undefined : usualPlaces.find((path) => existsSync(path));
  return own === undefined ? installFromNpm(log) : { executable: own, env: {} };
}

/** Packed for AWS Lambda, so it brings the libraries and a font that a bare machine lacks. */
async function installFromNpm(log: (line: string) => void): Promise<Chromium> {
  const name = `chromium-${chromiumVersion}`;
  const home = join(cacheDirectory, name);
  const directory = await installOnce({
    name,
    recipe: { recipe: 1, home },
    build: (to) => build(to, home),
    log,
  });
  return {
    executable: join(directory, 'chromium'),
    env: { FONTCONFIG_PATH: directory, LD_LIBRARY_PATH: join(directory, 'lib') },
  };
}

async function build(directory: string, home: string): Promise<void> {
  const packed = join(directory, 'package');
  await unpackFromNpm([{ spec: `@sparticuz/chromium@${chromiumVersion}`, into: packed }]);
  await decompress(join(packed, 'bin/chromium.br'), join(directory, 'chromium'));
  for (const name of ['al2023.tar', 'fonts.tar']) {
    const archive = join(packed, name);
    await decompress(join(packed, `bin/${name}.br`), archive);
    await run('tar', ['xf', archive], directory);
  }
  await rm(packed, { recursive: true });
  await writeFile(
    join(directory, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><dir>${home}/fonts</dir><cachedir>${home}/font-cache</cachedir></fontconfig>`,
  );
}

async function decompress(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode: 0o755 }));
}
