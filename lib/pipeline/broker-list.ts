/** `host:port`, without IPv6 literals. */
export const BROKER = /^[A-Za-z0-9._-]+:\d{1,5}$/;

/** Splits a list of bootstrap brokers at its commas, the format that MSK and Kafka's own clients use. */
export function brokerList(text: string): string[] {
  return text.split(',').map((broker) => broker.trim());
}
