/** Patterns that are right in Go and mean the same in JavaScript: words, `.`, `.*`, `.+`, and the anchors. */
const PLAIN = /^\^?(?:[\w\-/ ]|\.[*+]?)*\$?$/;

/**
 * A regular expression as Go reads it (RE2), found anywhere in a name unless it is anchored; `undefined` for one that Go
 * refuses.
 */
export function goPattern(pattern: string): ((name: string) => boolean) | undefined {
  if (PLAIN.test(pattern)) {
    const plain = new RegExp(pattern);
    return (name) => plain.test(name);
  }
  // Loading it takes longer than all the rest of a check, and few configurations need it.
  const { RE2JS } = require('re2js') as typeof import('re2js');
  try {
    const expression = RE2JS.compile(pattern);
    return (name) => expression.test(name);
  } catch {
    return undefined;
  }
}
