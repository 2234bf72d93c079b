/** A reader of what comes from outside. It may throw a SpillwayError; anything else is a crash. */
export interface Target {
  name: string;
  /** How often it is asked, next to the others. Parsers of YAML take a hundred times as long as those of JSON. */
  weight: number;
  /** An input. The same numbers give the same one. */
  next(random: () => number): string;
  read(input: string): unknown;
}
