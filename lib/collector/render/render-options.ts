/** Options for rendering, in addition to the spec. */
export interface RenderOptions {
  /**
   * The Collector that runs the configuration, in the form of `collectorVersion`.
   * @default the `collectorVersion` of the tier in the spec
   */
  readonly collector?: string | undefined;
  /**
   * Bootstrap brokers that are known only at deployment: `host:port`, separated by commas, or a token of the CDK. It is
   * not escaped.
   * @default the `kafka.brokers` of the spec
   */
  readonly brokersText?: string | undefined;
}
