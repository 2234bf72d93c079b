import {
  type ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import type { Clock } from '../../controller/ports';
import type { ServiceSnapshot } from '../../core/snapshot/service';
import { plainName } from '../../pipeline';

type AutoScaling = ServiceSnapshot['autoScaling'];

/** The last answer, kept by whoever makes the ticks of a warm process. */
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

/** People attach auto scaling rarely; its own metrics take minutes as well. */
const LOOK_EVERY_MS = 10 * 60_000;

/**
 * Asks whether Application Auto Scaling moves the service's desiredCount, once in ten minutes. A target whose
 * scaling is suspended in every way moves nothing and counts as none.
 *
 * Never fails a tick: without the right (application-autoscaling:DescribeScalableTargets) or an answer it is
 * `unknown`, and that too is kept for ten minutes, so that a missing VPC endpoint costs one wait and not one a tick.
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
        // By names; ECS takes ARNs as well.
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
