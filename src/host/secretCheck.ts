import * as vscode from 'vscode';
import { type Attachment, isText } from '../chat/attachments.ts';
import { findSecrets, maskedValue, maskSecrets, type Secret, type SecretKind } from '../chat/secrets.ts';
import type { Question } from '../chat/session.ts';
import { fitsInOneMessage } from './sizeCheck.ts';

/** A secret with where it is, for people. */
interface Found {
  readonly place: string;
  readonly line: number;
  readonly kind: SecretKind;
  readonly value: string;
}

const maxListed = 10;

/** The last look at what is about to be sent: its size, and secrets in it, about which the person is asked (B-19). */
export class SecretCheck {
  /** Values the person has let pass; they are not asked about again in this window. */
  readonly #allowed = new Set<string>();
  #isAsking = false;

  /**
   * What may be sent of a message that is not too large: everything, or what is left after the person chose to mask or to remove. Undefined when it
   * is not to be sent, and while a former question is open.
   */
  async check(outgoing: Question): Promise<Question | undefined> {
    if (!(await fitsInOneMessage(outgoing))) return undefined;
    const found = this.#secretsIn(outgoing);
    if (found.length === 0) return outgoing;
    const removable =
      outgoing.command === undefined &&
      findSecrets(outgoing.text).every(({ start, end }) =>
        this.#allowed.has(outgoing.text.slice(start, end)),
      );
    switch (await this.#ask(found, removable ? ['redact', 'remove', 'send'] : ['redact', 'send'])) {
      case 'redact':
        return this.#masked(outgoing);
      case 'remove':
        return {
          ...outgoing,
          attachments: outgoing.attachments.filter((each) => this.#inAttachment(each).length === 0),
        };
      case 'send':
        for (const { value } of found) this.#allowed.add(value);
        return outgoing;
      case undefined:
        return undefined;
    }
  }

  /** Whether code that cannot be changed before it is sent may be sent: it has no secret, or the person says so. */
  async allow(attachment: Attachment): Promise<boolean> {
    const found = this.#inAttachment(attachment);
    if (found.length === 0) return true;
    if ((await this.#ask(found, ['send'])) !== 'send') return false;
    for (const { value } of found) this.#allowed.add(value);
    return true;
  }

  #secretsIn({ text, attachments }: Question): readonly Found[] {
    return [
      ...this.#found(text, { place: vscode.l10n.t('your message'), firstLine: 1 }),
      ...attachments.flatMap((attachment) => this.#inAttachment(attachment)),
    ];
  }

  #inAttachment(attachment: Attachment): readonly Found[] {
    if (!isText(attachment)) return [];
    const { item, excerpt } = attachment;
    return this.#found(excerpt.text, { place: item.name, firstLine: item.lines?.start ?? 1 });
  }

  #found(
    text: string,
    { place, firstLine }: { readonly place: string; readonly firstLine: number },
  ): Found[] {
    return this.#asked(text).map(({ kind, start, end, line }) => ({
      place,
      line: firstLine + line - 1,
      kind,
      value: text.slice(start, end),
    }));
  }

  #asked(text: string): readonly Secret[] {
    return findSecrets(text).filter(({ start, end }) => !this.#allowed.has(text.slice(start, end)));
  }

  #masked({ text, attachments, ...rest }: Question): Question {
    return {
      ...rest,
      redacted: true,
      text: maskSecrets(text, this.#asked(text)),
      attachments: attachments.map((each) => {
        if (!isText(each)) return each;
        const { excerpt } = each;
        return {
          ...each,
          excerpt: { ...excerpt, text: maskSecrets(excerpt.text, this.#asked(excerpt.text)) },
        };
      }),
    };
  }

  async #ask<Answer extends keyof Labels>(
    found: readonly Found[],
    answers: readonly Answer[],
  ): Promise<Answer | undefined> {
    if (this.#isAsking) return undefined;
    this.#isAsking = true;
    const labels: Labels = {
      redact: vscode.l10n.t('Redact'),
      remove: vscode.l10n.t('Remove Files'),
      send: vscode.l10n.t('Send Anyway'),
    };
    try {
      const chosen = await vscode.window.showWarningMessage(
        titleOf(found),
        { modal: true, detail: detailOf(found) },
        ...answers.map((answer) => labels[answer]),
      );
      return answers.find((answer) => labels[answer] === chosen);
    } finally {
      this.#isAsking = false;
    }
  }
}

interface Labels {
  readonly redact: string;
  readonly remove: string;
  readonly send: string;
}

function titleOf(found: readonly Found[]): string {
  const [first] = found;
  if (first === undefined || found.length > 1) {
    return vscode.l10n.t('{0} secrets were found in what is about to be sent', found.length);
  }
  const { place, line, kind } = first;
  switch (kind) {
    case 'key':
      return vscode.l10n.t('A key was found in {0}, line {1}', place, line);
    case 'token':
      return vscode.l10n.t('A token was found in {0}, line {1}', place, line);
    case 'private_key':
      return vscode.l10n.t('A private key was found in {0}, line {1}', place, line);
    case 'password':
      return vscode.l10n.t('A password or secret was found in {0}, line {1}', place, line);
  }
}

function detailOf(found: readonly Found[]): string {
  const rows = found
    .slice(0, maxListed)
    .map(({ place, line, value }) =>
      vscode.l10n.t('{0}, line {1}: {2}', place, line, maskedValue(value).trimEnd()),
    );
  return [...rows, ...(found.length > maxListed ? ['…'] : [])].join('\n');
}
