import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import { type Parameter, parameters } from '../../src/api/parameters.ts';
import { mapStrings, panelTexts } from '../../src/protocol/strings.ts';
import { editorCommands } from '../../src/protocol/transcript.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const texts = z.record(z.string(), z.string());

const manifestSchema = z.object({
  name: z.string(),
  publisher: z.string(),
  displayName: z.string(),
  activationEvents: z.optional(z.array(z.string())),
  enabledApiProposals: z.optional(z.array(z.string())),
  engines: z.object({ vscode: z.string() }),
  devDependencies: z.record(z.string(), z.string()),
  dependencies: z.optional(z.record(z.string(), z.string())),
  capabilities: z.object({
    untrustedWorkspaces: z.object({ restrictedConfigurations: z.array(z.string()) }),
  }),
  contributes: z.object({
    commands: z.array(z.object({ command: z.string(), title: z.string(), category: z.string() })),
    keybindings: z.array(z.object({ command: z.string(), key: z.string(), when: z.string() })),
    menus: z.record(
      z.string(),
      z.array(
        z.object({
          command: z.optional(z.string()),
          submenu: z.optional(z.string()),
          when: z.optional(z.string()),
        }),
      ),
    ),
    viewsContainers: z.record(z.string(), z.array(z.object({ id: z.string() }))),
    views: z.record(z.string(), z.array(z.object({ id: z.string(), type: z.string() }))),
    configuration: z.object({
      properties: z.record(
        z.string(),
        z.object({
          type: z.string(),
          scope: z.string(),
          default: z.unknown(),
          markdownDescription: z.string(),
        }),
      ),
    }),
  }),
});

const manifest = manifestSchema.parse(JSON.parse(read('package.json')));
const english = texts.parse(JSON.parse(read('package.nls.json')));
const french = texts.parse(JSON.parse(read('package.nls.fr.json')));
const bundle = texts.parse(JSON.parse(read('l10n/bundle.l10n.fr.json')));

const hostSources = readdirSync(path.join(root, 'src/host'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => read(path.join('src/host', name)));

/** The English texts the host shows: the first argument of every `l10n.t` call that is written out there. */
function hostTexts(): string[] {
  const literal = /l10n\s*\.t\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;
  return hostSources.flatMap((source) =>
    [...source.matchAll(literal)].map((match) => (match[1] ?? match[2] ?? '').replace(/\\(['"])/g, '$1')),
  );
}

function allPanelTexts(): string[] {
  const found: string[] = [];
  mapStrings(panelTexts, (text) => {
    found.push(text);
    return text;
  });
  return found;
}

const placeholders = (text: string) => [...text.matchAll(/\{\d\}/g)].map(([each]) => each).sort();

describe('manifest', () => {
  it('keeps the public names', () => {
    const { contributes } = manifest;
    assert.deepEqual(
      {
        id: `${manifest.publisher}.${manifest.name}`,
        name: manifest.displayName,
        container: contributes.viewsContainers['secondarySidebar']?.map(({ id }) => id),
        views: contributes.views['cometapi']?.map(({ id, type }) => [id, type]),
        categories: [...new Set(contributes.commands.map(({ category }) => category))],
      },
      {
        id: 'cometapi.cometapi-assistant',
        name: 'CometAPI Assistant',
        container: ['cometapi'],
        views: [['cometapi.chat', 'webview']],
        categories: ['CometAPI'],
      },
    );
  });

  it('declares a command for each command file and no other', () => {
    const folder = path.join(root, 'src/host/commands');
    const implemented = readdirSync(folder).filter((file) =>
      readFileSync(path.join(folder, file), 'utf8').includes(`id: 'cometapi.${file.replace(/\.ts$/, '')}'`),
    );
    assert.deepEqual(
      manifest.contributes.commands.map(({ command }) => command).sort(),
      implemented.map((file) => `cometapi.${file.replace(/\.ts$/, '')}`).sort(),
    );
  });

  it('refers to declared commands only', () => {
    const declared = new Set(manifest.contributes.commands.map(({ command }) => command));
    const used = [
      ...Object.values(manifest.contributes.menus).flat(),
      ...manifest.contributes.keybindings,
    ].flatMap(({ command }) => (command === undefined ? [] : [command]));
    assert.deepEqual(
      used.filter((command) => !declared.has(command)),
      [],
    );
  });

  it('activates on use only: no startup activation (M-J10)', () => {
    assert.deepEqual(manifest.activationEvents ?? [], []);
  });

  it('uses no proposed API', () => {
    assert.equal(manifest.enabledApiProposals, undefined);
  });

  it('ships nothing but its bundle: no runtime dependencies (S80)', () => {
    assert.equal(manifest.dependencies, undefined);
  });

  it('is written against the oldest VS Code it supports', () => {
    const { engines, devDependencies } = manifest;
    const [major, minor] = (devDependencies['@types/vscode'] ?? '').split('.');
    assert.equal(engines.vscode, `^${major}.${minor}.0`);
  });

  it('reads requests’ destination and the like from user settings only (M-A7, S20)', () => {
    const { properties } = manifest.contributes.configuration;
    const expected: Record<string, [string, string]> = {
      'cometapi.baseUrl': ['string', 'application'],
      'cometapi.model': ['string', 'window'],
      'cometapi.commandModels': ['object', 'window'],
      'cometapi.conversationState': ['string', 'application'],
      'cometapi.instructions': ['string', 'application'],
      'cometapi.requestDefaults': ['object', 'application'],
      'cometapi.presets': ['object', 'application'],
      'cometapi.mcpServers': ['object', 'application'],
      'cometapi.tools': ['object', 'application'],
      'cometapi.sendKey': ['string', 'application'],
      'cometapi.codeActions': ['boolean', 'window'],
      'cometapi.context.activeEditor': ['boolean', 'window'],
      'cometapi.context.exclude': ['array', 'application'],
      'cometapi.idleTimeoutSeconds': ['number', 'application'],
    };
    assert.deepEqual(
      Object.fromEntries(Object.entries(properties).map(([name, { type, scope }]) => [name, [type, scope]])),
      expected,
    );
    assert.ok(
      manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes('cometapi.baseUrl'),
    );
  });

  it('has the same settings and defaults as the code', () => {
    const table = read('src/host/settings.ts');
    for (const [name, { default: value }] of Object.entries(manifest.contributes.configuration.properties)) {
      const row = new RegExp(
        `\\b${name.replace('cometapi.', '')}'?: \\{[^}]*default: (\\{\\}|[^,}]+),?\\s*\\}`,
      ).exec(table);
      assert.equal(row?.[1]?.trim().replaceAll("'", '"'), JSON.stringify(value), name);
    }
  });

  it('offers every request option as a default, with the choices of the table (S-12)', () => {
    const schema = z.object({
      contributes: z.object({
        configuration: z.object({
          properties: z.object({
            'cometapi.requestDefaults': z.object({
              properties: z.record(z.string(), z.looseObject({ enum: z.optional(z.array(z.string())) })),
            }),
          }),
        }),
      }),
    });
    const { properties } = schema.parse(JSON.parse(read('package.json'))).contributes.configuration;
    const declared = properties['cometapi.requestDefaults'].properties;
    const table = Object.entries<Parameter>(parameters).map(([name, { range }]) => [
      name,
      range.kind === 'choice' ? range.choices : undefined,
    ]);
    assert.deepEqual(
      Object.entries(declared).map(([name, { enum: choices }]) => [name, choices]),
      table,
    );
    assert.deepEqual(Object.keys(panelTexts.options), Object.keys(parameters));
  });

  it('takes a model for each editor command and for nothing else, and none from an untrusted workspace (M-G9)', () => {
    const schema = z.object({
      contributes: z.object({
        configuration: z.object({
          properties: z.object({
            'cometapi.commandModels': z.object({
              additionalProperties: z.literal(false),
              properties: z.record(z.string(), z.object({ type: z.literal('string') })),
            }),
          }),
        }),
      }),
    });
    const { properties } = schema.parse(JSON.parse(read('package.json'))).contributes.configuration;
    assert.deepEqual(Object.keys(properties['cometapi.commandModels'].properties), [...editorCommands]);
    assert.ok(
      manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes('cometapi.commandModels'),
    );
  });

  it('offers every command that changes code in the editor’s menu, and only where it can be changed (M-D2, M-E2)', () => {
    const language = /languagesWithOptionalTypes =\s*(\/.*\/);/.exec(read('src/host/codeActions.ts'));
    const menu = manifest.contributes.menus['cometapi.editor'] ?? [];
    assert.deepEqual(
      Object.fromEntries(
        menu
          .filter(({ when }) => when?.includes('!editorReadonly'))
          .map(({ command, when }) => [command, when]),
      ),
      {
        'cometapi.editSelection': '!editorReadonly',
        'cometapi.refactorSelection': '!editorReadonly',
        'cometapi.fixSelection': '!editorReadonly',
        'cometapi.simplifySelection': '!editorReadonly',
        'cometapi.documentSelection': '!editorReadonly',
        'cometapi.generateTests': '!editorReadonly',
        'cometapi.addTypes': `!editorReadonly && editorLangId =~ ${language?.[1]}`,
      },
    );
  });

  it('binds no key without a condition of its own (M-E3)', () => {
    assert.deepEqual(
      manifest.contributes.keybindings.filter(({ when }) => !when.includes('cometapi.')),
      [],
    );
  });
});

describe('localisation', () => {
  it('has every manifest text in English and French (M-J6)', () => {
    const used = [...read('package.json').matchAll(/"%([^%]+)%"/g)].map((match) => match[1] ?? '').sort();
    assert.deepEqual(
      { english: Object.keys(english).sort(), french: Object.keys(french).sort() },
      { english: [...new Set(used)], french: [...new Set(used)] },
    );
  });

  it('has every text of the panel and of the host in French, and no text that is not used (M-J6)', () => {
    const used = new Set([...allPanelTexts(), ...hostTexts()]);
    assert.ok(used.size > 150);
    assert.deepEqual(
      {
        missing: [...used].filter((text) => bundle[text] === undefined),
        unused: Object.keys(bundle).filter((text) => !used.has(text)),
      },
      { missing: [], unused: [] },
    );
  });

  it('keeps the placeholders in translation', () => {
    const differing = Object.entries(bundle).filter(
      ([text, translated]) => placeholders(text).join() !== placeholders(translated).join(),
    );
    assert.deepEqual(differing, []);
  });

  it('passes only written-out texts to l10n.t, except where whole tables are translated', () => {
    const calls = hostSources.join('\n').match(/l10n\s*\.t\(/g)?.length ?? 0;
    // strings.ts translates the panel's texts, and a problem's title and sentence.
    assert.equal(calls - hostTexts().length, 3);
  });
});
