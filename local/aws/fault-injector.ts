import { setTimeout as pause } from 'node:timers/promises';
import { nameOf } from './arns';
import { AwsError } from './aws-error';
import { type Around, DroppedAnswer, type Json, type Operations } from './json-server';

/**
 * A failure of AWS for one operation, given by name (`UpdateService`). With `calls` it ends after that many calls,
 * otherwise when the test ends it.
 */
export type AwsFault = FaultKind & {
  /** Limits the failure to calls for this service, or for this parameter and those below it. Absent: all calls. */
  about?: string;
};

type FaultKind =
  /** Reads return the data from this long ago. */
  | { kind: 'stale'; operation: StaleOperation; lagMs: number; calls?: number }
  /** After each change, this many reads return the data from before the change. */
  | { kind: 'stale-after-change'; operation: StaleOperation; answers: number }
  /** The call takes effect at once, but the response comes this much later. */
  | { kind: 'slow'; operation: string; byMs: number; calls?: number }
  /** The call has no effect and returns this exception. */
  | { kind: 'refuse'; operation: string; exception: Refusal; calls?: number }
  /** The call takes effect, at once or after a delay, and the connection is reset without a response. */
  | { kind: 'forget'; operation: string; carriedOutAfterMs?: number; calls?: number };

export type StaleOperation = 'DescribeServices' | 'GetParameter' | 'GetParameters';

export type Refusal =
  | 'AccessDeniedException'
  | 'ExpiredTokenException'
  | 'InternalServerError'
  | 'ThrottlingException';

const REFUSALS: Record<Refusal, AwsError> = {
  AccessDeniedException: new AwsError('AccessDeniedException', 'User is not authorized to perform this.'),
  ExpiredTokenException: new AwsError(
    'ExpiredTokenException',
    'The security token included in the request is expired',
  ),
  ThrottlingException: new AwsError('ThrottlingException', 'Rate exceeded'),
  InternalServerError: new AwsError('InternalServerError', 'Something went wrong here.', 500),
};

/** The operations whose changes stale reads do not show. */
const CHANGES: ReadonlySet<string> = new Set([
  ...['CreateService', 'UpdateService', 'DeleteService'],
  ...['PutParameter', 'DeleteParameter'],
]);

/** How many earlier views are kept for stale reads. */
const KEPT_VIEWS = 100;

/** The results of a service's reads right before a change. */
interface View {
  untilMs: number;
  reads: Operations;
}

/** The parts of a call that matter here. */
interface AwsCall {
  /** The prefix of the target. */
  service: string;
  operation: string;
  input: Json;
}

interface Active {
  what: AwsFault;
  /** Called for each call that the failure changed. */
  onHit: () => void;
  /** Calls that remain, or reads that remain since the last change. */
  left: number;
  /** What these reads return. */
  reads?: Operations | undefined;
}

type Kind = FaultKind['kind'];

/** Wraps the calls of the embedded AWS and injects the configured failures. */
export class FaultInjector {
  private readonly active = new Set<Active>();
  private readonly views = new Map<string, View[]>();
  private readonly late = new Set<NodeJS.Timeout>();

  /** @param freeze for each service, by target prefix: makes a snapshot of its reads */
  constructor(
    private readonly freeze: Readonly<Record<string, () => Operations>>,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /**
   * Starts the failure at once.
   *
   * @param onHit called for each call whose effect, response or time the failure changes
   * @returns a function that ends it
   */
  begin(what: AwsFault, onHit: () => void = () => {}): () => void {
    const limit = 'calls' in what ? what.calls : undefined;
    const active: Active = {
      what,
      onHit,
      left: what.kind === 'stale-after-change' ? 0 : (limit ?? Number.POSITIVE_INFINITY),
    };
    this.active.add(active);
    return () => void this.active.delete(active);
  }

  readonly around: Around = async ({ target, input }, carryOut) => {
    const [service = '', operation = ''] = target.split('.');
    const call = { service, operation, input };
    const slow = this.take('slow', call);
    try {
      return await this.answer(call, carryOut);
    } finally {
      if (slow) await pause(slow.byMs, undefined, { ref: false });
    }
  };

  /** Cancels delayed effects. */
  stop(): void {
    for (const timer of this.late) clearTimeout(timer);
  }

  private async answer(call: AwsCall, carryOut: () => Promise<Json>): Promise<Json> {
    const { operation, input } = call;
    const refuse = this.take('refuse', call);
    if (refuse) throw REFUSALS[refuse.exception];
    const change = () => {
      if (CHANGES.has(operation)) this.remember(call);
      return carryOut();
    };
    const forget = this.take('forget', call);
    if (forget) {
      if (forget.carriedOutAfterMs === undefined) await change();
      else this.later(forget.carriedOutAfterMs, change);
      throw new DroppedAnswer();
    }
    const old = this.staleReads(call)?.[operation];
    return old ? old(input) : change();
  }

  /** The active failure of this kind that applies to the call. Uses up one of its calls. */
  private take<K extends Exclude<Kind, 'stale'>>(
    kind: K,
    call: AwsCall,
  ): Extract<FaultKind, { kind: K }> | undefined {
    const active = this.useUp(kind, call);
    if (!active || !isOf(active.what, kind)) return undefined;
    active.onHit();
    return active.what;
  }

  private useUp(kind: Kind, call: AwsCall): Active | undefined {
    for (const active of this.active) {
      const { what } = active;
      if (what.operation !== call.operation || !isAbout(what, call.input) || what.kind !== kind) continue;
      active.left -= 1;
      if (active.left === 0) this.active.delete(active);
      return active;
    }
    return undefined;
  }

  private staleReads(call: AwsCall): Operations | undefined {
    const { service, operation, input } = call;
    const afterChange = [...this.active].find(
      ({ what, left }) =>
        what.kind === 'stale-after-change' &&
        what.operation === operation &&
        left > 0 &&
        isAbout(what, input),
    );
    if (afterChange) {
      afterChange.left -= 1;
      afterChange.onHit();
      return afterChange.reads;
    }
    const stale = this.useUp('stale', call);
    if (!stale || !isOf(stale.what, 'stale')) return undefined;
    const sinceMs = this.nowMs() - stale.what.lagMs;
    const view = this.views.get(service)?.find(({ untilMs }) => untilMs > sinceMs);
    if (view) stale.onHit();
    return view?.reads;
  }

  private remember({ service, input }: AwsCall): void {
    const reads = this.freeze[service]?.();
    if (!reads) return;
    const views = [...(this.views.get(service) ?? []), { untilMs: this.nowMs(), reads }];
    this.views.set(service, views.slice(-KEPT_VIEWS));
    for (const active of this.active) {
      const { what } = active;
      if (what.kind !== 'stale-after-change' || !reads[what.operation] || !isAbout(what, input)) continue;
      // If a second change comes before the first was seen, reads still return the data from before both.
      if (active.left === 0) active.reads = reads;
      active.left = what.answers;
    }
  }

  private later(afterMs: number, change: () => Promise<Json>): void {
    const timer = setTimeout(() => {
      this.late.delete(timer);
      // The caller has already gone, so nobody uses the result.
      change().catch(() => {});
    }, afterMs);
    this.late.add(timer);
  }
}

function isOf<K extends Kind>(what: FaultKind, kind: K): what is Extract<FaultKind, { kind: K }> {
  return what.kind === kind;
}

/** The arguments in which operations name their target. */
const NAMED_IN = ['service', 'serviceName', 'services', 'Name', 'Names'];

function isAbout({ about }: AwsFault, input: Json): boolean {
  if (about === undefined) return true;
  const names = NAMED_IN.flatMap((field) => input[field] ?? []).map(String);
  return names.some((name) => name === about || name.startsWith(`${about}/`) || nameOf(name) === about);
}
