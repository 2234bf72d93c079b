/** `host:port`; no IPv6 literals. */
export const BROKER = /^[A-Za-z0-9._-]+:\d{1,5}$/;

/** Splits a list of bootstrap brokers at its commas, the format of MSK and of Kafka's own clients. */
export function brokerList(text: string): string[] {
  return text.split(',').map((broker) => broker.trim());
}
