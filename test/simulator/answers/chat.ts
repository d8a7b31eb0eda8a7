import type { Excerpt } from '../conversation.ts';
import { isFrench } from '../conversation.ts';
import { outline } from './outline.ts';
import { type Opportunity, opportunities } from './refactorings.ts';

/** A Markdown answer to a question, about the files that came with it where there are any. */
export function chatAnswer(question: string, files: readonly Excerpt[]): string {
  const french = isFrench(question);
  const [file, ...others] = files;
  if (file === undefined) return french ? withoutFileFrench(question) : withoutFile(question);
  const sections = [aboutFile(file, french), ...others.map((other) => alsoAttached(other, french))];
  return sections.join('\n\n');
}

function aboutFile(file: Excerpt, french: boolean): string {
  const declarations = outline(file.text, file.languageId, file.startLine);
  const found = opportunities(file.text, file.languageId);
  const say = (en: string, fr: string): string => (french ? fr : en);
  const names = declarations.slice(0, 3).map(({ name }) => `\`${name}\``);
  const count = file.text.split('\n').length;
  const intro = say(
    `\`${file.path}\` has **${count} lines**${names.length > 0 ? ` around ${names.join(', ')}` : ''}.`,
    `\`${file.path}\` compte **${count} lignes**${names.length > 0 ? ` autour de ${names.join(', ')}` : ''}.`,
  );
  const parts = [`## ${say('What it does', 'Ce que fait le fichier')}`, intro];
  if (declarations.length > 0) {
    parts.push(
      table(
        [say('Name', 'Nom'), say('Kind', 'Sorte'), say('Lines', 'Lignes')],
        declarations.map(({ name, kind, startLine, endLine }) => [
          `\`${name}\``,
          kind,
          `${startLine}–${endLine}`,
        ]),
      ),
    );
  }
  const notable = found.find(({ kind }) => kind === 'bug') ?? found[0];
  if (notable === undefined) {
    parts.push(
      say(
        'I see nothing that needs to change. It starts like this:',
        'Je ne vois rien à changer. Voici le début :',
      ),
      fenced(file.languageId, file.text.split('\n').slice(0, 8)),
    );
  } else {
    parts.push(
      `## ${say('What I would change', 'Ce que je changerais')}`,
      found
        .map(
          ({ start, why }) =>
            `- **${say('Line', 'Ligne')} ${file.startLine + start}:** ${french ? why.fr : why.en}`,
        )
        .join('\n'),
      say('The most important one, before and after:', 'Le plus important, avant et après :'),
      beforeAndAfter(file, notable, french),
      say(
        'Select the lines and run **Refactor Selection** if you want me to make these changes.',
        'Sélectionnez les lignes et lancez **Remanier la sélection** pour que je fasse ces changements.',
      ),
    );
  }
  return parts.join('\n\n');
}

function beforeAndAfter(file: Excerpt, { start, end, lines }: Opportunity, french: boolean): string {
  const before = file.text.split('\n').slice(start, end);
  const comment = french ? ['avant', 'après'] : ['before', 'after'];
  return [
    `1. ${comment[0]}`,
    indented(fenced(file.languageId, before)),
    `2. ${comment[1]}`,
    indented(fenced(file.languageId, lines)),
  ].join('\n\n');
}

function alsoAttached(file: Excerpt, french: boolean): string {
  const names = outline(file.text, file.languageId, file.startLine).map(({ name }) => `\`${name}\``);
  const list = names.length > 0 ? names.join(', ') : french ? 'du texte' : 'text';
  return french ? `### \`${file.path}\`\n\nContient ${list}.` : `### \`${file.path}\`\n\nHolds ${list}.`;
}

function withoutFile(question: string): string {
  return [
    '## Where to start',
    `You asked: “${excerpt(question)}”. There is no file with your message, so here is how I would go about it:`,
    '1. Write down what should come out for *one* small input.\n2. Make that a test.\n3. Only then change the code.',
    'In TypeScript such a test is five lines:',
    fenced('typescript', [
      "import assert from 'node:assert/strict';",
      '',
      "it('adds the lines of a cart', () => {",
      '  assert.equal(subtotal({ lines: [{ price: 2, quantity: 3 }] }), 6);',
      '});',
    ]),
    table(
      ['To show me', 'Do this'],
      [
        ['a file', 'run **Add File to Chat** from its menu'],
        ['some lines', 'select them and run **Add Selection to Chat**'],
      ],
    ),
  ].join('\n\n');
}

function withoutFileFrench(question: string): string {
  return [
    '## Par où commencer',
    `Vous demandez : « ${excerpt(question)} ». Aucun fichier n’accompagne votre message ; voici comment je m’y prendrais :`,
    '1. Noter ce qui doit sortir pour *une* petite entrée.\n2. En faire un test.\n3. Changer le code seulement ensuite.',
    'En TypeScript, un tel test tient en cinq lignes :',
    fenced('typescript', [
      "import assert from 'node:assert/strict';",
      '',
      "it('additionne les lignes du panier', () => {",
      '  assert.equal(subtotal({ lines: [{ price: 2, quantity: 3 }] }), 6);',
      '});',
    ]),
    table(
      ['Pour me montrer', 'Faites ceci'],
      [
        ['un fichier', '**Ajouter le fichier au chat** dans son menu'],
        ['quelques lignes', 'sélectionnez-les, puis **Ajouter la sélection au chat**'],
      ],
    ),
  ].join('\n\n');
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

/** A fenced code block; the fence is longer than any in the code. */
export function fenced(language: string, lines: readonly string[]): string {
  const code = lines.join('\n');
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}

function indented(block: string): string {
  return block.replaceAll(/^(?=.)/gm, '   ');
}

function excerpt(question: string): string {
  const line = question.replaceAll(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 119).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
}
