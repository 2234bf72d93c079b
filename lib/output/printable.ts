/**
 * Makes text from outside (a client's id, a key in a configuration, a broker's refusal) a part of one line. Control and
 * formatting characters, line separators and broken characters are replaced, so that the text neither drives a terminal
 * nor begins a line of its own.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\u{FFFD}');
}

/** CI systems run what a line says between these marks: `##[name]` or `##vso[name]`, anywhere. */
export function withoutMarks(text: string): string {
  return text.replace(/##(?=\w{0,20}\[)/g, '#\u{FFFD}');
}
