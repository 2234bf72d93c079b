/** The headings of docs/errors.md, in its order. */
export const ERROR_AREAS = [
  'spec',
  'command',
  'kafka',
  'aws',
  'function',
  'config',
  'deploy',
  'custom-resource',
  'rendering',
  'linting',
  'embedded-world',
] as const;
export type ErrorArea = (typeof ERROR_AREAS)[number];

/** Documentation of one error code: docs/errors.md and `spillway explain` show it. Plain text, code in backticks. */
export interface ErrorEntry {
  area: ErrorArea;
  /** What happened. The first sentence is the title in lists. */
  meaning: string;
  whatToDo: string;
  /** The version that introduced the code. @default 0.1.0 */
  since?: string;
}
