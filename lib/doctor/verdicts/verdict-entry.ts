/**
 * `fault`: it does not work, or data is lost. `advice`: it works, but could be better. `fault or advice`: the finding
 * decides which. `skipped`: not checked.
 */
export type VerdictSeverity = 'fault' | 'advice' | 'fault or advice' | 'skipped';

/** The documentation of one verdict. Its key in the list is its code. */
export interface VerdictEntry {
  severity: VerdictSeverity;
  /** A few words, for lists. */
  title: string;
  /** What it means, and how the Collector behaves. Full sentences. */
  explanation: string;
  /** What to do about it. Full sentences. */
  whatToDo: string;
  /** The settings to change, as the spec and a Collector configuration spell them, and places outside of both. */
  setting: { spec?: string; collector?: string; elsewhere?: string };
  /** How we know this: a test, a specification, or a page of the docs. */
  source: string;
}

/** The source of every fault that a test reproduces with a real broker and a real Collector. */
export const REPRODUCED = 'reproduced with Kafka 4.3.1 and Collector v0.160.0: docs/doctor.md';

/** The setting that holds the addresses of the brokers. */
export const BROKERS = { spec: 'kafka.brokers', collector: 'brokers' } as const;
