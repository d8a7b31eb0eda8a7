import * as vscode from 'vscode';
import type { TextAttachment } from '../chat/attachments.ts';
import type { EditRequest, PlannedFiles } from '../chat/editAnswer.ts';
import { filesMessage, refineInstruction } from '../chat/prompts.ts';
import type { PlannedFile, SentFile } from '../edits/planFiles.ts';
import type { EditorCommand } from '../protocol/transcript.ts';
import { attachLines, normalizedText, relativePath, requireWritable } from './editor.ts';
import { Refusal } from './reportError.ts';
import type { EditReview } from './review/editReview.ts';
import type { OpenFiles } from './review/openEdit.ts';
import { isInWorkspace, workspaceUri } from './workspaceFile.ts';

export interface FilesEditRequestOptions {
  readonly command: EditorCommand;
  /** What the person sees as their message. */
  readonly title: string;
  /** What the model is asked to do. */
  readonly instruction: string;
  /** What the person sees of it; `attachLines` makes one. */
  readonly attachment: TextAttachment;
  /** The files that may be changed, deleted and renamed. */
  readonly files: readonly vscode.TextDocument[];
  /** Files that are sent for orientation. */
  readonly context: readonly vscode.TextDocument[];
  /** Paths as `relativePath` writes them where a file may be created, or `anywhere` in the workspace. */
  readonly create: readonly string[] | 'anywhere';
  readonly review: EditReview;
}

type FilesRequest = Extract<EditRequest, { kind: 'files' }>;

/**
 * A request for an edit of several files, whole ones: generated tests in a file of their own, a change that concerns
 * many. Refuses with a sentence when one of the files cannot be changed or is too large. Every attempt reads the
 * files anew. The answer may create, change, delete and rename, but only what the options name, and nothing outside
 * of the workspace, also not by way of a symbolic link (M-K7). Nothing is written before a person keeps it.
 */
export function createFilesEditRequest(options: FilesEditRequestOptions): FilesRequest {
  const { command, title, instruction, attachment, review } = options;
  for (const document of options.files) {
    requireWritable(document);
    if (!isInWorkspace(document.uri)) {
      throw new Refusal(
        vscode.l10n.t(
          '{0} is not in the workspace, so it is not changed together with other files.',
          relativePath(document.uri),
        ),
      );
    }
  }
  for (const document of [...options.files, ...options.context]) attachWhole(document);
  const uris = new Map(
    [...options.files, ...options.context].map(({ uri }) => [relativePath(uri), uri] as const),
  );
  const mayCreate = (path: string): boolean =>
    workspaceUri(path) !== undefined && (options.create === 'anywhere' || options.create.includes(path));
  return {
    kind: 'files',
    command,
    title,
    attachment,
    async capture() {
      try {
        const write = await Promise.all(options.files.map(({ uri }) => sentFile(uri, 'write')));
        const read = await Promise.all(options.context.map(({ uri }) => sentFile(uri, 'read')));
        const files = [...write, ...read];
        return { files, mayCreate, message: filesMessage({ instruction, files }) };
      } catch {
        return { code: 'document_closed' };
      }
    },
    async present(edit) {
      try {
        const files = await Promise.all(edit.files.map((file) => opened(file, uris)));
        review.openFiles({ ...edit, files });
        return review.proposedEdit(edit.id);
      } catch {
        return undefined;
      }
    },
    async refine(edit, wish) {
      const asked = refineInstruction(wish, edit.files);
      if (asked === undefined) return undefined;
      const files = [...options.files, ...(await madeSince(options))];
      const request = createFilesEditRequest({
        ...options,
        files,
        title: wish,
        instruction: `${instruction}\n\n${asked}`,
      });
      const present = async (next: PlannedFiles) => {
        // The new edit is there: now what is open of the former one may go.
        review.undo(edit.id);
        return request.present(next);
      };
      return { ...request, present };
    },
  };
}

/** The files that were to be created and have been kept since: now they may be changed. */
async function madeSince({
  create,
  files,
}: FilesEditRequestOptions): Promise<readonly vscode.TextDocument[]> {
  if (create === 'anywhere') return [];
  const made = create.filter((path) => files.every(({ uri }) => relativePath(uri) !== path));
  const opened = await Promise.all(
    made.map(async (path) => {
      const uri = workspaceUri(path);
      if (uri === undefined) return [];
      return vscode.workspace.openTextDocument(uri).then(
        (document) => [document],
        () => [],
      );
    }),
  );
  return opened.flat();
}

function attachWhole(document: vscode.TextDocument): TextAttachment {
  return attachLines(document, { startLine: 0, endLine: document.lineCount }, '');
}

async function sentFile(uri: vscode.Uri, access: SentFile['access']): Promise<SentFile> {
  const document = await vscode.workspace.openTextDocument(uri);
  const { path, languageId } = attachWhole(document).excerpt;
  return { path, text: normalizedText(document), languageId, access };
}

async function opened(
  file: PlannedFile,
  uris: ReadonlyMap<string, vscode.Uri>,
): Promise<OpenFiles['files'][number]> {
  const uri = uris.get(file.path) ?? workspaceUri(file.path);
  if (uri === undefined || (file.kind !== 'modify' && !isInWorkspace(uri))) throw new Error('No such file.');
  const { text, ...rest } = file;
  switch (rest.kind) {
    case 'modify': {
      const document = await vscode.workspace.openTextDocument(uri);
      return { kind: 'modify', document, hunks: rest.hunks, baseText: text };
    }
    case 'create':
    case 'delete':
      return { kind: rest.kind, uri, text, why: rest.why };
    case 'rename': {
      const to = workspaceUri(rest.newPath);
      if (to === undefined) throw new Error('No such place.');
      return { kind: 'rename', uri, to, text, why: rest.why };
    }
  }
}
