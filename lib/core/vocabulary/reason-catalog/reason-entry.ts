export type ReasonKind = 'hold' | 'wait' | 'act' | 'info' | 'alarm';

/** The sections of docs/runbook.md, in order. */
export const SYMPTOMS = [
  'nobody-reads',
  'no-flip',
  'latest-unsafe',
  'stop-or-roll',
  'slow-drain',
  'tasks',
] as const;
export type Symptom = (typeof SYMPTOMS)[number];

interface Documented {
  /** The first sentence is the title in lists. Plain text, with code in backticks. */
  meaning: string;
  /** What to look at and what to do. */
  whatToDo: string;
  /** The version that introduced the code. @default 0.1.0 */
  since?: string;
}

/** The documentation of one reason code. Every hold and alarm belongs to a section of the runbook. */
export type ReasonEntry =
  | (Documented & { kind: 'hold' | 'alarm'; symptom: Symptom })
  | (Documented & { kind: 'wait' | 'act' | 'info'; symptom?: Symptom });
