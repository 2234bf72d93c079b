import type { ConfigPath, Place } from '../collector/config/config-document';
import type { ReadingCode } from './read-file';
import type { Fix, Refusal, Severity } from './rule';
import type { CheckCode } from './rules';

/** The code of every rule, and so of every finding: `spillway explain CODE`. */
export type RuleCode = ReadingCode | CheckCode;

/** One problem at one place in a configuration. */
export interface Finding {
  code: RuleCode;
  severity: Severity;
  /** What is wrong, with the values in question, and what to write instead. Never contains a secret. */
  message: string;
  file: string;
  path: ConfigPath;
  place: Place;
  refusal: Refusal | undefined;
  fix: Fix | undefined;
}

/** What the Collector would do with a file, as far as its text shows. */
export type Verdict = 'accepted' | 'refused-at-validate' | 'refused-at-start';
