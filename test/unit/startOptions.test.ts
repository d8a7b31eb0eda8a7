import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { vscodeVersions } from '../vscode/install/versions.ts';
import { parseStartOptions } from '../vscode/startOptions.ts';

describe('the command line of npm start', () => {
  const desktop = process.platform !== 'linux';

  it('asks for the newest VS Code, the simulator and any free port when it is empty', () => {
    assert.deepEqual(parseStartOptions([]), {
      kind: 'start',
      live: false,
      desktop,
      port: 0,
      version: vscodeVersions.newest,
    });
  });

  it('takes a version as VS Code or as code-server counts it', () => {
    for (const number of ['1.106.3', '4.106.3']) {
      assert.deepEqual(parseStartOptions(['--live', '--port', '8123', '--version', number]), {
        kind: 'start',
        live: true,
        desktop,
        port: 8123,
        version: vscodeVersions.oldest,
      });
    }
  });

  it('says what is wrong with a flag, a port or a version it does not know', () => {
    const problems = [['--foo'], ['--port', 'x'], ['--port', '70000'], ['--version', '1.2.3'], ['file']].map(
      (args) => parseStartOptions(args),
    );
    assert.deepEqual(
      problems.map((one) => (one.kind === 'wrong' ? one.problem.slice(0, 38) : one.kind)),
      [
        "Unknown option '--foo'",
        '--port x is no number from 0 to 65535.',
        '--port 70000 is no number from 0 to 65',
        'VS Code 1.2.3 is not prepared. Known: ',
        "Unexpected argument 'file'. This comma",
      ],
    );
  });
});
