/**
 * About how many tokens a text has, for people to compare: four letters of Latin script each, and one for each
 * letter of scripts that tokenizers split more finely. Never exact; the server's own count comes with the answer.
 */
export function estimateTokens(text: string): number {
  let latin = 0;
  let other = 0;
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) < 0x250) latin++;
    else other++;
  }
  return Math.ceil(latin / 4 + other);
}
