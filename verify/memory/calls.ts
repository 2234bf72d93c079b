import { type ErrorCode, SpillwayError } from '../../lib/errors';
import type { SimulatedClock } from './clock';

/** All calls that the controller makes, as `service.operation`. */
export type Operation =
  | 'kafka.connect'
  | 'kafka.observe'
  | 'kafka.describeGroup'
  | 'kafka.commitWhileEmpty'
  | 'kafka.commitAsMember'
  | 'kafka.committedOffsets'
  | 'kafka.createPartitions'
  | 'kafka.close'
  | 'ssm.read'
  | 'ssm.readConfigVersion'
  | 'ssm.writeConfig'
  | 'ssm.writeState'
  | 'ssm.writeCoverage'
  | 'ssm.create'
  | 'ssm.remove'
  | 'ssm.claimEpoch'
  | 'ssm.releaseEpoch'
  | 'ecs.describe'
  | 'ecs.setDesiredCount'
  | 'ecs.forceNewDeployment'
  | 'metrics.read';

/**
 * The outcome of one call.
 *
 * - `refused`    nothing happens, and the caller gets an error
 * - `timed-out`  the caller gets an error after `afterMs`; the effect may still happen later
 * - `stale`      a read returns the value from `ageMs` ago
 * - `slow`       the call takes this much longer
 */
export type Fate =
  | { kind: 'refused' }
  | { kind: 'timed-out'; afterMs: number; happensAfterMs?: number }
  | { kind: 'stale'; ageMs: number }
  | { kind: 'slow'; byMs: number };

export interface Call {
  operation: Operation;
  /** 1 for the first call of this operation. */
  nth: number;
  atMs: number;
}

/** Decides the outcome of a call. `undefined` leaves it to the next rule. If no rule decides, the call succeeds. */
export type CallRule = (call: Call) => Fate | undefined;

/** Called at each effect. It throws if the process dies before the effect, or before it sees the response. */
export type EffectHook = (effect: string, when: 'before' | 'after') => void;

const DEFAULT_LATENCY_MS = 20;
/** The time to join a group, commit and leave again (measured: 0.5 to 2.6 s). */
const SEED_LATENCY_MS = 1_500;

/** Every call of the controller goes through here, takes time, and may fail. */
export class Calls {
  readonly latencyMs = new Map<Operation, number>([['kafka.commitAsMember', SEED_LATENCY_MS]]);
  /** The first rule that returns an outcome decides. */
  readonly rules: CallRule[] = [];
  /** All calls, in order. */
  readonly made: Operation[] = [];
  /** All effects that took place, in order. */
  readonly effects: string[] = [];
  onEffect: EffectHook = () => {};
  private readonly counts = new Map<Operation, number>();

  constructor(private readonly clock: SimulatedClock) {}

  /** Makes a call that only reads. `answer` gets the age of the data to return. */
  async read<T>(operation: Operation, answer: (ageMs: number) => T): Promise<T> {
    const fate = await this.begin(operation);
    return answer(fate?.kind === 'stale' ? fate.ageMs : 0);
  }

  /** Makes a call that changes something. */
  async change<T>(operation: Operation, effect: string, make: () => T): Promise<T> {
    const happen = () => {
      this.onEffect(effect, 'before');
      const made = make();
      this.effects.push(effect);
      this.onEffect(effect, 'after');
      return made;
    };
    await this.begin(operation, happen);
    return happen();
  }

  private async begin(operation: Operation, happen?: () => void): Promise<Fate | undefined> {
    const nth = (this.counts.get(operation) ?? 0) + 1;
    this.counts.set(operation, nth);
    this.made.push(operation);
    const fate = this.fateOf({ operation, nth, atMs: this.clock.nowMs });
    const latencyMs = this.latencyMs.get(operation) ?? DEFAULT_LATENCY_MS;
    if (fate?.kind === 'timed-out') {
      const { afterMs, happensAfterMs } = fate;
      if (happen && happensAfterMs !== undefined) {
        this.clock.at(this.clock.nowMs + happensAfterMs, () => attempt(happen));
      }
      await this.clock.sleep(afterMs);
      throw timedOut(operation);
    }
    await this.clock.sleep(latencyMs + (fate?.kind === 'slow' ? fate.byMs : 0));
    if (fate?.kind === 'refused') throw refused(operation);
    return fate;
  }

  private fateOf(call: Call): Fate | undefined {
    for (const rule of this.rules) {
      const fate = rule(call);
      if (fate) return fate;
    }
    return undefined;
  }
}

/** Nobody waits for the result any more, so nothing would handle the error. */
function attempt(happen: () => void): void {
  try {
    happen();
  } catch (error) {
    if (!(error instanceof SpillwayError)) throw error;
  }
}

function refused(operation: Operation): SpillwayError {
  const [codes, hint] = [refusalCode(operation), 'A rule of the memory world refuses it.'];
  return new SpillwayError(codes, `${operation} was refused.`, hint);
}

function refusalCode(operation: Operation): ErrorCode {
  switch (operation) {
    case 'kafka.connect':
      return 'KAFKA_UNREACHABLE';
    case 'kafka.commitWhileEmpty':
      return 'KAFKA_COMMIT_REFUSED';
    case 'kafka.commitAsMember':
      return 'KAFKA_SEED_REFUSED';
    case 'kafka.createPartitions':
      return 'KAFKA_EXPAND_REFUSED';
    default:
      return operation.startsWith('kafka')
        ? 'KAFKA_REQUEST_FAILED'
        : operation.startsWith('ssm')
          ? 'SSM_ACCESS_DENIED'
          : 'ECS_ACCESS_DENIED';
  }
}

function timedOut(operation: Operation): SpillwayError {
  const code = operation.startsWith('kafka')
    ? 'KAFKA_TIMEOUT'
    : operation.startsWith('ssm')
      ? 'SSM_UNREACHABLE'
      : 'ECS_UNREACHABLE';
  return new SpillwayError(code, `${operation} got no answer.`, 'It may still take effect.');
}
