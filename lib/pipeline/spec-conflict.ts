/** A key of the spec that contradicts another one. */
export interface SpecConflict {
  path: string[];
  /** What was expected, as in the findings of the schema. */
  message: string;
}
