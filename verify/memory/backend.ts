import { seededRandom } from './random';

/**
 * How the backend handles requests.
 *
 * - `ok`      accepts `recordsPerSecond` from each task, far more than arrives
 * - `slow`    accepts only a few records per second from each task
 * - `refuses` answers 503 to this share of the requests, where 1 means all
 * - `hangs`   accepts the connection and never responds
 */
export type BackendMode =
  | { kind: 'ok' }
  | { kind: 'slow'; recordsPerSecond: number }
  | { kind: 'refuses'; share: number }
  | { kind: 'hangs' };

const FAST_RECORDS_PER_SECOND = 5_000;

/** The backend that tasks export to. */
export class Backend {
  mode: BackendMode = { kind: 'ok' };
  private readonly random = seededRandom(12);

  /** How many records it accepts from one task per second. */
  get recordsPerSecond(): number {
    if (this.mode.kind === 'slow') return this.mode.recordsPerSecond;
    return this.mode.kind === 'hangs' ? 0 : FAST_RECORDS_PER_SECOND;
  }

  /** Whether it accepts a request that is sent now. */
  takes(): boolean {
    return this.mode.kind !== 'refuses' || this.random() >= this.mode.share;
  }
}
