import { goPattern } from '../../config/go-pattern';

/** What is wrong with one of Go's regular expressions; `undefined` if nothing is. */
export function patternProblem(pattern: string): string | undefined {
  return goPattern(pattern) ? undefined : `is "${pattern}", which is not a valid regular expression`;
}
