import { signal } from '@preact/signals';
import { longPaste, maxFileBytes, maxImageSide } from '../protocol/attachmentLimits.ts';
import { fillIn } from '../protocol/strings.ts';
import { announcer } from './announcements.ts';
import { formatNumber, strings } from './texts.ts';
import { post } from './vscodeApi.ts';

const thumbnailSide = 48;

/** The files that are being read, if any. A message must not leave before them. */
let reading: Promise<void> = Promise.resolve();
let unread = 0;

/** Whether something that can be attached is being dragged over the panel. */
export const dragging = signal(false);

/** Runs `action` when everything that was pasted or dropped so far has gone to the host; at once if it has. */
export function afterReading(action: () => void): void {
  if (unread === 0) action();
  else void reading.then(action);
}

/** Takes files and long texts out of a paste into the message; `asText` leaves a long text where it is pasted. */
export function attachPasted(event: ClipboardEvent, asText: boolean): void {
  const { clipboardData } = event;
  if (clipboardData === null) return;
  const text = clipboardData.getData('text/plain');
  const files = [...clipboardData.files];
  // Word processors put a picture of the text beside it; a file manager puts the name beside the file.
  const isText = text !== '' && (files.length === 0 || clipboardData.types.includes('text/html'));
  if (isText && (asText || text.length <= longPaste)) return;
  if (!isText && files.length === 0) return;
  event.preventDefault();
  if (isText) post({ type: 'attach-text', text });
  else attachFiles(files);
}

/** Attaches what is dropped anywhere on the panel: files, and entries of VS Code's Explorer. */
export function handleDrops(root: HTMLElement): void {
  root.addEventListener('dragover', (event) => {
    if (event.dataTransfer === null || !canAttach(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    dragging.value = true;
  });
  root.addEventListener('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) dragging.value = false;
  });
  root.addEventListener('drop', (event) => {
    dragging.value = false;
    const { dataTransfer } = event;
    if (dataTransfer === null || !canAttach(dataTransfer)) return;
    event.preventDefault();
    const uris = urisOf(dataTransfer.getData(explorerType));
    if (uris.length > 0) post({ type: 'attach-dropped', uris });
    else attachFiles([...dataTransfer.files]);
  });
}

/** What VS Code gives along when its own files are dragged. */
const explorerType = 'application/vnd.code.uri-list';

function canAttach({ types }: DataTransfer): boolean {
  return types.includes('Files') || types.includes(explorerType);
}

/** Lines of a URI list (RFC 2483); those that begin with `#` are remarks. */
function urisOf(list: string): string[] {
  return list.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
}

function attachFiles(files: readonly File[]): void {
  unread += files.length;
  reading = files.reduce(
    (before, file) => before.then(() => attachFile(file)).finally(() => unread--),
    reading,
  );
}

async function attachFile(file: File): Promise<void> {
  const { name } = file;
  const image = await createImageBitmap(file).catch(() => undefined);
  const isLarge = image !== undefined && Math.max(image.width, image.height) > maxImageSide;
  // A GIF may move, which only its own bytes tell.
  const scaled = isLarge && file.type !== 'image/gif' ? await scaledDown(image, file.type) : undefined;
  const content = scaled ?? file;
  const data = content.size > maxFileBytes ? undefined : await base64Of(content);
  post({
    type: 'attach-file',
    name,
    bytes: content.size,
    ...(data === undefined ? {} : { data }),
    ...(image === undefined ? {} : { thumbnail: await thumbnailOf(image) }),
    ...(scaled === undefined || image === undefined
      ? {}
      : { scaledFrom: { width: image.width, height: image.height } }),
  });
  if (scaled !== undefined && image !== undefined) {
    const size = [formatNumber(image.width), formatNumber(image.height)];
    announcer.say(`${name}: ${fillIn(strings.imageScaledFrom, ...size)}`);
  }
  image?.close();
}

async function scaledDown(image: ImageBitmap, type: string): Promise<Blob> {
  const scale = maxImageSide / Math.max(image.width, image.height);
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The browser cannot draw images.');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  // A type that cannot be written becomes PNG.
  return canvas.convertToBlob({ type, quality: 0.9 });
}

/** The middle of the image as a small square. */
async function thumbnailOf(image: ImageBitmap): Promise<string> {
  const canvas = new OffscreenCanvas(thumbnailSide, thumbnailSide);
  const side = Math.min(image.width, image.height);
  const from = [(image.width - side) / 2, (image.height - side) / 2] as const;
  canvas.getContext('2d')?.drawImage(image, ...from, side, side, 0, 0, thumbnailSide, thumbnailSide);
  return dataUrlOf(await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 }));
}

/** Undefined for what cannot be read, such as a folder. */
async function base64Of(blob: Blob): Promise<string | undefined> {
  const url = await dataUrlOf(blob).catch(() => undefined);
  return url?.slice(url.indexOf(',') + 1);
}

function dataUrlOf(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
