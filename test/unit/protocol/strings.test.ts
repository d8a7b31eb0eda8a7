import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { fillIn, mapStrings, panelTexts } from '../../../src/protocol/strings.ts';

const french: Readonly<Record<string, string>> = JSON.parse(readFileSync('l10n/bundle.l10n.fr.json', 'utf8'));

function all(): readonly string[] {
  const texts: string[] = [];
  mapStrings(panelTexts, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

const placeholders = (text: string) => [...text.matchAll(/\{\d\}/g)].map(([found]) => found).sort();

describe('the texts of the panel', () => {
  it('all have a French translation with the same placeholders (M-J6)', () => {
    const wrong = all().filter(
      (text) =>
        String(placeholders(french[text] ?? 'missing')) !== String(placeholders(text)) || !(text in french),
    );
    assert.deepEqual(wrong, []);
  });

  it('do not shout and do not apologise, in either language', () => {
    const both = all().flatMap((text) => [text, french[text] ?? '']);
    assert.deepEqual(
      both.filter((text) => /!|\bsorry\b|désolé|oops/i.test(text)),
      [],
    );
  });

  it('are mapped without losing their shape, and filled in by number', () => {
    assert.deepEqual(
      [
        mapStrings({ a: 'x', b: { c: 'y' } }, (text) => text.toUpperCase()),
        fillIn('{1} of {0}, {2}', 'a', 2),
      ],
      [{ a: 'X', b: { c: 'Y' } }, '2 of a, {2}'],
    );
  });
});
