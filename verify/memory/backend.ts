import { seededRandom } from './random';

/**
 * How the backend treats what it is sent.
 *
 * - `ok`      takes `recordsPerSecond` of each task, far more than arrives
 * - `slow`    takes few records a second of each task
 * - `refuses` answers 503 to this share of the requests, 1 for all
 * - `hangs`   takes the connection and never answers
 */
export type BackendMode =
  | { kind: 'ok' }
  | { kind: 'slow'; recordsPerSecond: number }
  | { kind: 'refuses'; share: number }
  | { kind: 'hangs' };

const FAST_RECORDS_PER_SECOND = 5_000;

/** Where tasks deliver what they read. */
export class Backend {
  mode: BackendMode = { kind: 'ok' };
  private readonly random = seededRandom(12);

  /** How much it takes of one task in a second. */
  get recordsPerSecond(): number {
    if (this.mode.kind === 'slow') return this.mode.recordsPerSecond;
    return this.mode.kind === 'hangs' ? 0 : FAST_RECORDS_PER_SECOND;
  }

  /** Whether it takes one request, sent now. */
  takes(): boolean {
    return this.mode.kind !== 'refuses' || this.random() >= this.mode.share;
  }
}
