import { goPattern } from '../../config/go-pattern';

/** What is wrong with a regular expression as Go reads it, if anything. */
export function patternFault(pattern: string): string | undefined {
  return goPattern(pattern) ? undefined : `"${pattern}" is no regular expression`;
}
