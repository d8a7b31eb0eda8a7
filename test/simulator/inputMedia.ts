import { upstreamError, type WireError } from './gateway.ts';
import { missing, type Path, written } from './parameterError.ts';

const signatures: Readonly<Record<string, string>> = {
  'image/png': '\x89PNG\r\n\x1a\n',
  'image/jpeg': '\xff\xd8\xff',
  'image/gif': 'GIF8',
  'image/webp': 'RIFF',
  'application/pdf': '%PDF-',
};

/** Whether an image or a file that came with a message is what it says it is, in the provider's words if not. */
export function mediaProblem(part: Readonly<Record<string, unknown>>, path: Path): WireError | undefined {
  if (part['type'] === 'input_image') return imageProblem(part, [...path, 'image_url']);
  if (part['type'] === 'input_file') return fileProblem(part, path);
  return undefined;
}

function imageProblem({ image_url: url, file_id }: Readonly<Record<string, unknown>>, path: Path) {
  if (typeof url !== 'string') return file_id === undefined ? missing(path) : undefined;
  if (/^https?:/.test(url)) return undefined;
  const { type, bytes } = dataOf(url);
  if (type?.startsWith('image/') === true && hasSignature(bytes, type)) return undefined;
  const message =
    'The image data you provided does not represent a valid image. Please check your input and try again with one of the supported image formats: [image/jpeg, image/png, image/gif, image/webp].';
  return upstreamError(message, { param: written(path), code: 'invalid_image' });
}

function fileProblem(
  { file_data, file_id, file_url, filename }: Readonly<Record<string, unknown>>,
  path: Path,
) {
  if (typeof file_data !== 'string') {
    return file_id === undefined && file_url === undefined ? missing([...path, 'file_data']) : undefined;
  }
  if (typeof filename !== 'string' || filename === '') return missing([...path, 'filename']);
  const { type, bytes } = dataOf(file_data);
  if (type === 'application/pdf' && hasSignature(bytes, type)) return undefined;
  const param = written([...path, 'file_data']);
  const message = `Invalid '${param}'. Expected a base64-encoded data URL with a supported MIME type, but got ${type ?? 'an unsupported value'}.`;
  return upstreamError(message, { param, code: 'invalid_value' });
}

function dataOf(url: string): { readonly type?: string; readonly bytes: string } {
  const [, type, base64 = ''] = /^data:([\w/+.-]+);base64,([A-Za-z0-9+/]+=*)$/.exec(url) ?? [];
  return type === undefined ? { bytes: '' } : { type, bytes: atob(base64) };
}

function hasSignature(bytes: string, type: string): boolean {
  const signature = signatures[type];
  return signature !== undefined && bytes.startsWith(signature);
}
