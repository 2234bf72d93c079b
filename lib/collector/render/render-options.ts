/** What a configuration is rendered with beside the spec. */
export interface RenderOptions {
  /** What runs it, as `collectorVersion` in the spec. Default: what the spec says. */
  readonly collector?: string | undefined;
  /**
   * Bootstrap brokers that only a deployment knows: `host:port`, separated by commas, or a placeholder for such a text (a
   * token of the CDK), taken as it stands. Default: the spec's `kafka.brokers`.
   */
  readonly brokersText?: string | undefined;
}
