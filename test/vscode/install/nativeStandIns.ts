import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const watchdog = `
    exports.start = () => {};
    exports.exit = (code) => process.exit(code);`;

/**
 * JavaScript in place of VS Code's native modules that would have to be compiled. VS Code loads them with
 * `import()`, which finds the exports of a CommonJS module only where each is assigned by name.
 */
const standIns = {
  '@vscode/spdlog': `
    const fs = require('fs');
    const path = require('path');
    const names = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
    class Logger {
      constructor(file) {
        this.file = file;
        this.level = 2;
        fs.mkdirSync(path.dirname(file), { recursive: true });
      }
      write(level, message) {
        if (level < this.level) return;
        const head = this.raw ? '' : new Date().toISOString() + ' [' + names[level] + '] ';
        fs.appendFileSync(this.file, head + message + (this.raw ? '' : '\\n'));
      }
      getLevel() { return this.level; }
      setLevel(level) { this.level = level; }
      clearFormatters() { this.raw = true; }
      setPattern() {}
      flush() {}
      drop() {}
    }
    names.forEach((name, level) => { Logger.prototype[name] = function (message) { this.write(level, message); }; });
    const create = async (_name, file) => new Logger(file);
    exports.version = 0;
    exports.setLevel = () => {};
    exports.setFlushOn = () => {};
    exports.Logger = Logger;
    exports.createRotatingLogger = create;
    exports.createAsyncRotatingLogger = create;`,
  '@vscode/native-watchdog': watchdog,
  // Its name before 1.13x.
  'native-watchdog': watchdog,
  '@vscode/deviceid': `
    exports.getDeviceId = async () => 'test-device';`,
};

/** npm packages of VS Code that `writeStandIns` replaces. */
export const replacedPackages: readonly string[] = Object.keys(standIns);

/** Puts the stand-ins into VS Code's `node_modules`. */
export async function writeStandIns(nodeModules: string): Promise<void> {
  for (const [name, source] of Object.entries(standIns)) await writePackage(nodeModules, name, source);
}

/** Writes an npm package of one file. */
export async function writePackage(nodeModules: string, name: string, source: string): Promise<void> {
  const directory = join(nodeModules, name);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'index.js'), source);
  await writeFile(
    join(directory, 'package.json'),
    JSON.stringify({ name, version: '0.0.0', main: 'index.js' }),
  );
}
