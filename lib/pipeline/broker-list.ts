/** `host:port`; no IPv6 literals. */
export const BROKER = /^[A-Za-z0-9._-]+:\d{1,5}$/;

/** Bootstrap brokers in one text, as MSK and Kafka's own clients have them: separated by commas. */
export function brokerList(text: string): string[] {
  return text.split(',').map((broker) => broker.trim());
}
