/**
 * Text from elsewhere (a client's id, a key of somebody's configuration) as it may be printed: a control or formatting
 * character is replaced, so that no escape sequence reaches a terminal.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\u{FFFD}');
}
