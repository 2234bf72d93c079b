import { AwsError } from './aws-error';
import type { Json, Operations } from './json-server';

interface Target {
  namespace: string;
  resourceId: string;
  dimension: string;
  min: number;
  max: number;
  suspended: Json;
  createdMs: number;
}

const NOTHING_SUSPENDED = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
};

/** Application Auto Scaling's scalable targets, just enough to register and describe one. They never scale anything. */
export class LocalAutoScaling {
  private readonly targets = new Map<string, Target>();

  readonly operations: Operations = {
    RegisterScalableTarget: (input) => this.register(input),
    DeregisterScalableTarget: (input) => {
      if (!this.targets.delete(keyOf(input))) {
        throw new AwsError(
          'ObjectNotFoundException',
          `No scalable target found for ${String(input.ResourceId)}.`,
        );
      }
      return {};
    },
    DescribeScalableTargets: ({ ServiceNamespace, ResourceIds, ScalableDimension }) => ({
      ScalableTargets: [...this.targets.values()]
        .filter(
          ({ namespace, resourceId, dimension }) =>
            namespace === ServiceNamespace &&
            (!Array.isArray(ResourceIds) || ResourceIds.length === 0 || ResourceIds.includes(resourceId)) &&
            (ScalableDimension === undefined || dimension === ScalableDimension),
        )
        .map(shape),
    }),
  };

  private register(input: Json): Json {
    const before = this.targets.get(keyOf(input));
    const min = capacity(input.MinCapacity, before?.min, 'minimum');
    const max = capacity(input.MaxCapacity, before?.max, 'maximum');
    if (max < min) throw refused('The maximum capacity must not be less than the minimum capacity.');
    this.targets.set(keyOf(input), {
      namespace: String(input.ServiceNamespace),
      resourceId: String(input.ResourceId),
      dimension: String(input.ScalableDimension),
      min,
      max,
      suspended: {
        ...(before?.suspended ?? NOTHING_SUSPENDED),
        ...(input.SuspendedState as Json | undefined),
      },
      createdMs: before?.createdMs ?? Date.now(),
    });
    return {};
  }
}

function keyOf({ ServiceNamespace, ResourceId, ScalableDimension }: Json): string {
  return [ServiceNamespace, ResourceId, ScalableDimension].join(' ');
}

/** A registered target keeps the values that a call does not set. */
function capacity(given: unknown, before: number | undefined, which: string): number {
  const value = given ?? before;
  if (typeof value === 'number') return value;
  throw refused(`You must provide a ${which} capacity when registering a new scalable target.`);
}

function refused(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

function shape(target: Target): Json {
  return {
    ServiceNamespace: target.namespace,
    ResourceId: target.resourceId,
    ScalableDimension: target.dimension,
    MinCapacity: target.min,
    MaxCapacity: target.max,
    SuspendedState: target.suspended,
    CreationTime: target.createdMs / 1000,
    RoleARN: `arn:aws:iam::123456789012:role/aws-service-role/${target.namespace}.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling`,
  };
}
