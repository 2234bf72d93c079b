/** The signals that a Collector's Kafka components carry and Spillway operates. */
export const SIGNALS = ['traces', 'metrics', 'logs'] as const;
export type Signal = (typeof SIGNALS)[number];

/** What `initial_offset` may say (kafkareceiver, v0.160.0). */
export type InitialOffset = 'earliest' | 'latest';
