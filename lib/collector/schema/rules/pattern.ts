/** Patterns that need no parser to be known as right: words, `.`, `.*`, `.+`, and the anchors. */
const PLAIN = /^\^?(?:[\w\-/ ]|\.[*+]?)*\$?$/;

/** What is wrong with a regular expression as Go reads it, if anything. */
export function patternFault(pattern: string): string | undefined {
  if (PLAIN.test(pattern)) return undefined;
  // Loading it takes longer than all the rest of a check, and few configurations need it.
  const { RE2JS } = require('re2js') as typeof import('re2js');
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch {
    return `"${pattern}" is no regular expression`;
  }
}
