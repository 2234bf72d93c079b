import type { ConfigPath } from '../config/config-document';

export type ProblemKind =
  /** No version understands it. */
  | 'unknown-key'
  /** Another version understands it. */
  | 'removed-key'
  | 'renamed-key'
  /** Understood, at another place. */
  | 'misplaced-key'
  | 'wrong-type'
  | 'invalid-value'
  /** Named by a pipeline or the service, and not there. */
  | 'undefined-component'
  /** Of a type that is not among those known here: a distribution can have it. */
  | 'unknown-component'
  /** An id that is none. */
  | 'invalid-id'
  /** Pipelines, sections and signals that do not fit together. */
  | 'service';

/** When the Collector gives up over it; `none`: it does not, in this version. */
export type Refusal = 'validate' | 'start' | 'none';

/** One reason for which a Collector would refuse a configuration, or a later version would. */
export interface Problem {
  kind: ProblemKind;
  /** From the root of the configuration to the key. */
  path: ConfigPath;
  /** What is wrong, without advice and without a secret. */
  message: string;
  /** What to write. */
  advice?: string;
  /** For a rename: from the root to where the same value belongs. */
  replacement?: { path: string[] };
  refusal: Refusal;
}
