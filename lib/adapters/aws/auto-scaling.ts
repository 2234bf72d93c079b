import {
  type ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import type { Clock } from '../../controller/ports';
import type { ServiceSnapshot } from '../../core/snapshot/service';
import { plainName } from '../../pipeline';

type AutoScaling = ServiceSnapshot['autoScaling'];

/** The last result. The caller keeps it between the ticks of a warm process. */
export interface AutoScalingMemory {
  last?: { answer: AutoScaling; atMs: number };
}

export interface AutoScalingLookoutOptions {
  client: ApplicationAutoScalingClient;
  /** Name or ARN. */
  cluster: string;
  service: string;
  clock: Clock;
  memory: AutoScalingMemory;
}

/** Auto scaling is rarely attached or detached, and takes minutes to act anyway. */
const LOOK_EVERY_MS = 10 * 60_000;

/**
 * Reads whether Application Auto Scaling changes the service's desiredCount, at most once every ten minutes. A target
 * counts as none if all of its scaling is suspended.
 *
 * Never fails a tick: without a response, or without permission for application-autoscaling:DescribeScalableTargets, the
 * result is `unknown`. That result is kept for ten minutes too, so that a missing VPC endpoint does not delay every
 * tick.
 */
export function createAutoScalingLookout(options: AutoScalingLookoutOptions): () => Promise<AutoScaling> {
  const { clock, memory } = options;
  return async () => {
    const nowMs = clock.nowMs();
    const { last } = memory;
    if (last && nowMs >= last.atMs && nowMs - last.atMs < LOOK_EVERY_MS) return last.answer;
    const answer = await look(options);
    memory.last = { answer, atMs: nowMs };
    return answer;
  };
}

async function look({ client, cluster, service }: AutoScalingLookoutOptions): Promise<AutoScaling> {
  try {
    const { ScalableTargets: targets = [] } = await client.send(
      new DescribeScalableTargetsCommand({
        ServiceNamespace: 'ecs',
        // This API takes names only, while ECS accepts ARNs too.
        ResourceIds: [`service/${plainName(cluster)}/${plainName(service)}`],
        ScalableDimension: 'ecs:service:DesiredCount',
      }),
    );
    const [target] = targets.filter((each) => !suspended(each));
    if (!target) return { kind: 'none' };
    const { MinCapacity: min, MaxCapacity: max } = target;
    return min === undefined || max === undefined ? { kind: 'unknown' } : { kind: 'attached', min, max };
  } catch {
    return { kind: 'unknown' };
  }
}

function suspended({ SuspendedState: state }: ScalableTarget): boolean {
  return (
    state?.DynamicScalingInSuspended === true &&
    state.DynamicScalingOutSuspended === true &&
    state.ScheduledScalingSuspended === true
  );
}
