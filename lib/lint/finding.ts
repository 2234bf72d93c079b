import type { ConfigPath, Place } from '../collector/config/config-document';
import type { ReadingCode } from './reading-rules';
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
  /** The name of the input. */
  file: string;
  /** Where in the input the configuration is, such as `ConfigMap/gateway data.relay.yaml`; none if it is the input. */
  configuration?: string;
  /** Keys and indexes from the top of the configuration. */
  path: ConfigPath;
  /** In the input. */
  place: Place;
  refusal: Refusal | undefined;
  fix: Fix | undefined;
}

/** What the Collector would do with a configuration, as far as its text shows. `not-checked`: there is none to check. */
export type Verdict = 'accepted' | 'refused-at-validate' | 'refused-at-start' | 'not-checked';
