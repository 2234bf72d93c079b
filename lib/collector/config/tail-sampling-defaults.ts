/** The Collector's defaults of tail_sampling. */
export const TAIL_SAMPLING_DEFAULTS = { numTraces: 50_000, decisionWaitMs: 30_000 } as const;
