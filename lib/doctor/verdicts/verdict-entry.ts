/** What the doctor knows of one verdict without having looked; its code is its key. */
export interface VerdictEntry {
  /** A few words, for lists. */
  title: string;
  /** What it means, what the Collector makes of it, what to do. */
  explanation: string;
  /** What to change, as each of the two files spells it; absent where the cure is not a setting of it. */
  setting: { spec?: string; collector?: string; elsewhere?: string };
  /** Where that is known from. */
  source: string;
}

/** Source of what was run: 23 faults, each set up for real. */
export const SEEN = 'seen with Kafka 4.3.1 and Collector v0.160.0: docs/doctor.md';

/** Where the brokers' addresses stand. */
export const BROKERS = { spec: 'kafka.brokers', collector: 'brokers' } as const;
