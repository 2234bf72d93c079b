import type { ConfigPath } from '../config/config-document';

export type ProblemKind =
  /** No version has the setting. */
  | 'unknown-key'
  /** Another version has the setting. */
  | 'removed-key'
  /** This version has the setting under another name or in another place. */
  | 'renamed-key'
  /** The setting belongs to another section. */
  | 'misplaced-key'
  | 'wrong-type'
  | 'invalid-value'
  /** A pipeline or the service names a component that is not defined. */
  | 'undefined-component'
  /** The component type is not known to Spillway. A distribution may have it. */
  | 'unknown-component'
  /** Other versions of the distributions have the component type. */
  | 'removed-component'
  /** Not a valid component ID or signal. */
  | 'invalid-id'
  /** Inconsistent pipelines, sections or signals. */
  | 'service';

/** When the Collector refuses the configuration because of the problem; `none`: this version accepts it. */
export type Refusal = 'validate' | 'start' | 'none';

/** One reason why this Collector version, or a later one, refuses a configuration. */
export interface Problem {
  kind: ProblemKind;
  /** From the root of the configuration. */
  path: ConfigPath;
  /**
   * What is wrong, as the predicate of a sentence: "is empty". The subject is the value at `path`, or for a problem with
   * a key the section around it. Never contains a secret.
   */
  message: string;
  /** What to write instead, as a full sentence. */
  advice?: string;
  /** For a setting that moved: the new path of the same value, from the root. */
  replacement?: { path: string[] };
  /** Where the value of an unknown key most likely belongs, from the root. Rules read it there, so that a typo is one problem. */
  meant?: ConfigPath[];
  refusal: Refusal;
}
