import { asObject, asText } from './json.ts';
import type { ParameterName } from './parameters.ts';

/** The parameters whose value is a list of which a model may take some members and refuse others. */
export type ListName = 'include' | 'tools';

export function isList(name: ParameterName): name is ListName {
  return name === 'include' || name === 'tools';
}

/** What a member of a list is known by: what is included, or the type of the tool. */
export function memberName(member: unknown): string | undefined {
  return asText(member) ?? asText(asObject(member)?.['type']);
}

/** The same member under its newer name, where it has one: servers differ in what they call the search of the web. */
export function otherSpelling(member: unknown): unknown {
  const tool = asObject(member);
  return tool?.['type'] === 'web_search_preview' ? { ...tool, type: 'web_search' } : undefined;
}

/**
 * The members an error objects to, by the index in `param`, else by the words. `undefined` stands for the list
 * as a whole. Empty when the error is about what somebody wrote into a member, such as a function's schema:
 * leaving the member out would hide that.
 */
export function refusedMembers(refused: {
  readonly name: ListName;
  readonly members: readonly unknown[];
  /** As the error names it, such as `tools[0].type`; may be empty. */
  readonly param: string;
  /** The code and the message of the error. */
  readonly words: string;
}): readonly (string | undefined)[] {
  const { name, members, param, words } = refused;
  const names = [...new Set(members.flatMap((member) => memberName(member) ?? []))];
  const path = new RegExp(`^(?:body\\.)?${name}(?:\\[(\\d+)\\]|\\.(\\d+))?(.*)$`).exec(param);
  const tail = path?.[3] ?? '';
  if (/\bschema\b/i.test(words)) return [];
  if (tail !== '' && tail !== '.type' && !fieldUnknown.test(words)) return [];
  if (wholeList(name).test(words)) return [undefined];
  const index = path?.[1] ?? path?.[2];
  const pointed = index === undefined ? undefined : memberName(members[Number(index)]);
  if (pointed !== undefined) return isWritten(pointed) && tail !== '.type' ? [] : [pointed];
  if (onlyFunctions.test(words)) return names.filter((each) => each !== 'function');
  const mentioned = names.filter((each) => spelled(each).test(words));
  if (mentioned.length > 0) return mentioned;
  return names.length === 1 ? names : [undefined];
}

/** Whether a message that names no parameter is about a member of this list. */
export function namesMember(name: ListName, members: unknown, message: string): boolean {
  if (!Array.isArray(members)) return false;
  if (name === 'tools' && onlyFunctions.test(message)) return true;
  return members.some((member) => {
    const known = memberName(member);
    // A name that is a word as well proves nothing.
    return known !== undefined && /[._]/.test(known) && message.includes(known);
  });
}

/** Tools of which the person or another program wrote the contents. */
function isWritten(member: string): boolean {
  return member === 'function' || member === 'custom' || member === 'mcp';
}

const fieldUnknown = /unsupported|not supported|unknown|unrecogni[sz]ed|extra inputs/i;

/** The parameter itself is not known or not taken. */
function wholeList(name: ListName): RegExp {
  return new RegExp(
    `(unsupported|unknown|unrecogni[sz]ed|unexpected)[\\s_]+(request[\\s_]+)?(parameter|argument|field|name|keyword|property)[^\\w]*( supplied)?:?\\s*['"\`]?${name}\\b(?!\\[|\\.)|['"\`]?\\b${name}\\b['"\`]? (is|are) (not supported|unsupported)`,
    'i',
  );
}

/** Servers with functions only say so in these ways. */
const onlyFunctions =
  /tools?\b.*\bmust be ['"`]?function|expected ['"`]?function|only ['"`]?functions?['"`]? tools/i;

/** `reasoning.encrypted_content`, or only its last words: "Encrypted content is not supported". */
function spelled(member: string): RegExp {
  const [last = member] = member.split('.').slice(-1);
  const words = (text: string) => text.split(/[._]/).join('[._ ]?');
  return new RegExp(`(?<![\\w])(?:${words(member)}|${words(last)})(?![\\w])`, 'i');
}
