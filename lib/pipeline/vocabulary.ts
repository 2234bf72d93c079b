/** The signals that Spillway supports. */
export const SIGNALS = ['traces', 'metrics', 'logs'] as const;
export type Signal = (typeof SIGNALS)[number];

/** Values of `initial_offset` (kafkareceiver, v0.160.0). */
export type InitialOffset = 'earliest' | 'latest';
