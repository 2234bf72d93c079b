import { type MeteredRelay, startMeteredRelay } from '../../../local/kafka/metered-relay';

export type CountingProxy = MeteredRelay;

/** A relay that counts the clients' requests. */
export function startCountingProxy(): Promise<CountingProxy> {
  return startMeteredRelay();
}
