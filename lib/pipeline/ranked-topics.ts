/**
 * How many topics that match a pattern have a metric of their own, by rank, with `metrics.perTopic: top`. CloudWatch bills
 * each rank, on every pipeline.
 */
export const RANKED_TOPICS = 10;
