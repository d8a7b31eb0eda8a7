import type { InputPart } from '../api/request.ts';
import type { Problem, ProblemCode } from '../protocol/problem.ts';
import type { TurnItem } from './history.ts';

/** Words by which endpoints and models say what they do not take. */
const words = {
  input_image: /\bimages?\b|image_url|input_image|\bvision\b|multi-?modal/i,
  input_file: /\bfiles?\b|input_file|file_data|\bpdfs?\b|\bdocuments?\b/i,
} as const;

/**
 * The same problem, named for what it is about when a request was refused because of an image or a file it
 * carried. Which one is told by the server's own words, because every server has another code for it.
 */
export function withMediaRefusal(problem: Problem, input: readonly TurnItem[]): Problem {
  const { code, serverMessage = '' } = problem;
  if (!mayBeAboutInput.has(code)) return problem;
  const carried = new Set(
    input.flatMap(({ item }) => (item.type === 'message' ? typesOf(item.content) : [])),
  );
  const isRefused = (type: keyof typeof words) => carried.has(type) && words[type].test(serverMessage);
  if (isRefused('input_image')) return { ...problem, code: 'images_refused' };
  return isRefused('input_file') ? { ...problem, code: 'files_refused' } : problem;
}

/** Gateways answer a part they do not know with any of these. */
const mayBeAboutInput: ReadonlySet<ProblemCode> = new Set([
  'invalid_request',
  'unsupported',
  'not_found',
  'server_error',
  'failed',
]);

function typesOf(content: string | readonly InputPart[]): readonly InputPart['type'][] {
  return typeof content === 'string' ? [] : content.map(({ type }) => type);
}
