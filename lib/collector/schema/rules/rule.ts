import type { CheckOptions } from '../check-options';
import type { ProblemKind } from '../problem';
import type { SettingsReader } from '../settings-reader';

/** What a rule found, below the struct that it is about. */
export interface Complaint {
  /** From the struct to the setting; empty for the struct itself. */
  path: (string | number)[];
  message: string;
  advice?: string;
  /** `validate` when absent. */
  refusal?: 'validate' | 'start';
  /** `invalid-value` when absent. */
  kind?: ProblemKind;
}

export interface RuleContext {
  /** `receivers/kafka`. */
  component: string;
  minor: number;
  /** Signals of the pipelines that use the component; empty for one that none uses. */
  signals: readonly string[];
  /** Ids of the extensions that the service starts. */
  extensions: readonly string[];
  /** From the component's settings to the struct. */
  below: readonly (string | number)[];
  options: CheckOptions;
}

/** What a Collector refuses in a struct whose values decode: its `Validate`, and what its start does. */
export type StructRule = (settings: SettingsReader, context: RuleContext) => Iterable<Complaint>;
