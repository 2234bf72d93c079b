import type { Decision } from '../core/decide/decision';
import type { Observation } from '../core/facts/observation';
import { formatCoverage } from '../core/state/coverage-codec';
import type { ControllerState } from '../core/state/state';
import { formatState } from '../core/state/state-codec';
import type { PipelineSpec } from '../pipeline';
import { act } from './act';
import { isUnconditional } from './act-guards';
import type { Clock, ConfigStore, KafkaAdmin, StoredParameters, TaskService } from './ports';
import type { TickResult } from './tick-result';

export interface CarryOutDependencies {
  spec: PipelineSpec;
  store: ConfigStore;
  tasks: TaskService;
  clock: Clock;
  /** The holder of the claim: the Lambda request id. */
  holder: string;
  /** Maximum lifetime of this tick, after which its claim expires. */
  leaseMs: number;
}

/** A tick must start its action within this time after its claim, so that it finishes before its lease expires. */
const TOO_LATE_MS = 12_000;

/** The longest time until a call to ECS, SSM or Kafka times out, including its retry. */
function longestActMs({ kafka }: PipelineSpec): number {
  const AWS_CALL_MS = 14_000;
  return Math.max(AWS_CALL_MS, kafka.connectTimeout + kafka.requestTimeout) + 4_000;
}

/** A version of the state that this process wrote or confirmed. */
export interface StateWrite {
  version: number;
  atMs: number;
}

/**
 * How long a read of an older version counts as stale. After that it is believed, because somebody has deleted the state
 * or restored it with another version.
 */
const OWN_WRITE_MS = 60_000;

interface Writes {
  /** The new texts to store; `undefined` if unchanged. */
  state: string | undefined;
  coverage: string | undefined;
}

export function changesOf(decision: Decision, previous: ControllerState, stored: StoredParameters): Writes {
  const state = formatState(decision.state);
  const coverage = decision.coverage && formatCoverage(decision.coverage);
  return {
    state: state === formatState(previous) && stored.state !== undefined ? undefined : state,
    coverage: coverage === stored.coverage?.value ? undefined : coverage,
  };
}

/**
 * Claims the state, re-checks it, stores the intent, and carries out the action. Starting owed tasks and a manual stop
 * need no claim, and happen even if the state cannot be stored.
 */
export async function carryOut(
  decision: Decision,
  { observation, stored, writes }: { observation: Observation; stored: StoredParameters; writes: Writes },
  kafka: KafkaAdmin | undefined,
  dependencies: CarryOutDependencies,
  memory: { stateWrite?: StateWrite },
): Promise<Pick<TickResult, 'outcome' | 'note'>> {
  const { spec, store, tasks, clock, holder } = dependencies;
  const { action } = decision;
  const stateVersion = stored.state?.version ?? 0;
  if (action && isUnconditional(action)) {
    const version = await noteIntent(writes, store, stateVersion).catch(() => stateVersion);
    memory.stateWrite = { version, atMs: clock.nowMs() };
    return outcomeOf(
      await act(action, observation, spec.group, { kafka, store, tasks, stateVersion: version }),
    );
  }
  const claimedAtMs = clock.nowMs();
  const { stateWrite } = memory;
  const isRecent = stateWrite !== undefined && Math.abs(claimedAtMs - stateWrite.atMs) < OWN_WRITE_MS;
  if (isRecent && stateVersion < stateWrite.version) {
    return {
      outcome: 'lost',
      note: `SSM returned version ${stateVersion} of the state, but this process has written ${stateWrite.version}`,
    };
  }
  const leaseMs = Math.min(dependencies.leaseMs, longestActMs(spec) + TOO_LATE_MS);
  const claim = await store.claimEpoch({ stateVersion, holder, nowMs: claimedAtMs, leaseMs });
  if (!claim) return { outcome: 'lost', note: 'another tick has claimed this state' };
  try {
    const fresh = await store.read();
    const isSame =
      (fresh.state?.version ?? 0) === stateVersion && fresh.config?.version === observation.config.version;
    if (!isSame) return { outcome: 'lost', note: 'state or config has changed since this tick read it' };
    const written = await noteIntent(writes, store, stateVersion);
    memory.stateWrite = { version: written, atMs: clock.nowMs() };
    if (writes.state !== undefined && written !== stateVersion + 1) {
      return {
        outcome: 'lost',
        note: `the state was written as version ${written}, not ${stateVersion + 1}: somebody else is writing it`,
      };
    }
    if (!action) return { outcome: 'noted' };
    const tookMs = clock.nowMs() - claimedAtMs;
    if (tookMs > TOO_LATE_MS) {
      return { outcome: 'superseded', note: `the claim is ${tookMs} ms old, which is too late to act` };
    }
    return outcomeOf(
      await act(action, observation, spec.group, { kafka, store, tasks, stateVersion: written }),
    );
  } finally {
    await claim.release();
  }
}

/** Writes the coverage first, because it must exist before the state says that latest is stored. */
async function noteIntent(
  { state, coverage }: Writes,
  store: ConfigStore,
  stateVersion: number,
): Promise<number> {
  if (coverage !== undefined) await store.writeCoverage(coverage);
  return state === undefined ? stateVersion : store.writeState(state);
}

function outcomeOf(done: Awaited<ReturnType<typeof act>>): Pick<TickResult, 'outcome' | 'note'> {
  return done.kind === 'done' ? { outcome: 'acted' } : { outcome: 'superseded', note: done.why };
}
