// npx tsx test/simulator/cli.ts [--port 8787] [--pace 20] [--key sk-…] [--persona NAME] [--replay FILE [--chunking event]] [--scenario NAME]
import { parseArgs } from 'node:util';
import { isPersonaName, personas } from './personas/personas.ts';
import { scenarioSchema } from './scenario.ts';
import { startSimulator } from './simulator.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8787' },
    pace: { type: 'string', default: '20' },
    key: { type: 'string', multiple: true },
    replay: { type: 'string' },
    chunking: { type: 'string' },
    scenario: { type: 'string' },
    persona: { type: 'string', default: 'comet' },
  },
});

const { persona } = values;
if (!isPersonaName(persona)) {
  throw new TypeError(`There is no persona ${persona}. There are: ${Object.keys(personas).join(', ')}`);
}

const scripted =
  values.replay === undefined
    ? values.scenario && { name: values.scenario }
    : {
        name: 'replay',
        file: values.replay,
        ...(values.chunking === undefined ? {} : { chunking: values.chunking }),
      };

const simulator = await startSimulator({
  port: Number(values.port),
  paceMs: Number(values.pace),
  persona,
  apiKeys: values.key ?? 'any',
  ...(scripted ? { fallback: scenarioSchema.parse(scripted) } : {}),
});
console.log(
  `Simulator of the Responses API (${persona}) at ${simulator.baseUrl}, control API at ${simulator.origin}/__sim/`,
);
console.log(values.key === undefined ? 'Any key is good.' : `${values.key.length} keys are good.`);
