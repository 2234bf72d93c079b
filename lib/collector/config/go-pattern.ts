/** Patterns that are valid in Go and mean the same in JavaScript: words, `.`, `.*`, `.+`, and anchors. */
const PLAIN = /^\^?(?:[\w\-/ ]|\.[*+]?)*\$?$/;

/**
 * A matcher for one of Go's regular expressions (RE2). It matches anywhere in a name unless the expression is anchored.
 * `undefined` if Go refuses the expression.
 */
export function goPattern(pattern: string): ((name: string) => boolean) | undefined {
  if (PLAIN.test(pattern)) {
    const plain = new RegExp(pattern);
    return (name) => plain.test(name);
  }
  // Loaded on demand, because loading takes longer than the rest of a check, and few configurations need it.
  const { RE2JS } = require('re2js') as typeof import('re2js');
  try {
    const expression = RE2JS.compile(pattern);
    return (name) => expression.test(name);
  } catch {
    return undefined;
  }
}
