/**
 * Makes text from outside (a client's id, a key in a configuration) safe to print. Control and formatting characters are
 * replaced, so that no escape sequence reaches a terminal.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\u{FFFD}');
}
