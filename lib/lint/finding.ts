import type { ConfigPath, Place } from '../collector/config/config-document';
import type { TextEdit } from '../collector/config/text-edit';

/** error: it does not work, or loses data. warning: it can. info: worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** Where the Collector gives up over it: `otelcol validate` refuses it, or it validates and ends at start. */
export type Refusal = 'validate' | 'start';

/** A change that keeps what was meant, and everything else of the text byte for byte. */
export interface Fix {
  /** What it does, as in "renames topic to topics". */
  title: string;
  edits: TextEdit[];
}

export interface Finding {
  /** A key of the rules' list: `spillway explain CODE`. */
  code: string;
  severity: Severity;
  /** What is wrong here, with its values, and what to write instead. No secret. */
  message: string;
  file: string;
  path: ConfigPath;
  place: Place;
  refusal: Refusal | undefined;
  fix: Fix | undefined;
}

/** What the Collector would make of a file, as far as a text tells. */
export type Verdict = 'accepted' | 'refused-at-validate' | 'refused-at-start';
