import type { ApiError } from '../api/errors.ts';
import type { OptionalField } from './refusedFields.ts';

/**
 * The fields to do without when a request is sent again, out of those it carried. The ones its refusal names;
 * where it names no field at all, every one that is not known to be taken. None when the failure has another
 * reason: the key, the size, the line, or a field that cannot be spared.
 */
export function fieldsToGiveUp(
  error: ApiError,
  carried: readonly OptionalField[],
  isAccepted: (field: OptionalField) => boolean,
): readonly OptionalField[] {
  const { param = '', serverCode = '', serverMessage = '' } = error.facts;
  const named = carried.filter(
    (field) =>
      (param === field || patterns[field].test(`${param} ${serverCode} ${serverMessage}`)) &&
      // A conversation that does not exist was named by the person, who has to correct it.
      (field !== 'conversation' || isUnsupported(error)),
  );
  switch (error.code) {
    case 'invalid_request':
      if (named.length > 0 || param !== '') return named;
      // Even an endpoint that takes the field can lose a response.
      return carried.filter((field) => field === 'previous_response_id' || !isAccepted(field));
    case 'not_found':
    case 'unsupported':
      return named.length > 0 ? named : carried.filter((field) => field === 'previous_response_id');
    case 'server_error':
    case 'failed':
      return named;
    case 'invalid_key':
    case 'no_credit':
    case 'forbidden':
    case 'model_not_found':
    case 'context_too_long':
    case 'rate_limited':
    case 'not_an_api':
    case 'redirected':
    case 'not_kept':
    case 'unreachable':
    case 'cut':
    case 'idle':
    case 'content_filter':
      return [];
  }
}

/** Whether a refusal says that a field is not taken at all, rather than that its value leads nowhere. */
export function isUnsupported({ facts }: ApiError): boolean {
  const { serverCode = '', serverMessage = '' } = facts;
  return /(un|not )support|unknown|unrecogni[sz]ed|not (permitted|allowed)|extra inputs/i.test(
    `${serverCode.replaceAll('_', ' ')} ${serverMessage}`,
  );
}

const patterns: Readonly<Record<OptionalField, RegExp>> = {
  // A chain whose last response called a tool cannot go on from a message either.
  previous_response_id: /previous[ _]response|no tool (output|call) found|response with id\b/i,
  store: /\bstore\b/i,
  prompt_cache_key: /\bprompt_cache_key\b/i,
  conversation:
    /['"`]conversation['"`]|\bconversation (is|parameter|field)\b|(parameter|field):? conversation\b/i,
  'reasoning.encrypted_content': /\bencrypted[ _]content|^include\b|['"`]include\b|type ['"`]?reasoning\b/i,
};
