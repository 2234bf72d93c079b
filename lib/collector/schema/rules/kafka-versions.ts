/** Validate of the client's and the consumer's settings came with configkafka: v0.122; before, start did it. */
export const CONFIGKAFKA_SINCE = 122;
/** The receiver's default client since v0.138, the exporter's a little earlier. */
export const FRANZ_SINCE = 138;
