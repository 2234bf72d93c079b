import type { CheckOptions } from '../check-options';
import type { ProblemKind } from '../problem';
import type { SettingsReader } from '../settings-reader';

/** A problem that a rule found in a struct. */
export interface Complaint {
  /** The path from the struct to the setting; empty for the struct itself. */
  path: (string | number)[];
  /** The predicate of a sentence, as in `Problem`. */
  message: string;
  advice?: string;
  /** @default 'validate' */
  refusal?: 'validate' | 'start';
  /** @default 'invalid-value' */
  kind?: ProblemKind;
}

export interface RuleContext {
  /** The component, for example `receivers/kafka`. */
  component: string;
  minor: number;
  /** Signals of the pipelines that use the component; empty if none does. */
  signals: readonly string[];
  /** IDs of the extensions that the service starts. */
  extensions: readonly string[];
  /** The path from the component's settings to the struct. */
  below: readonly (string | number)[];
  options: CheckOptions;
}

/** The problems of a struct whose values decode: those that its `Validate` method finds, and those at start. */
export type StructRule = (settings: SettingsReader, context: RuleContext) => Iterable<Complaint>;
