import path from 'node:path';
import { Duration } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';

/** Contrib's image has no shell and no HTTP client; these need one. */
const BUSYBOX = 'public.ecr.aws/docker/library/busybox:1.37';

/** MiB that each helper may use; the Collector gets the rest of its task's memory. */
export const HELPER_MIB = 32;

/** Whether the Collector is well, asked each half minute; the health check extension answers once it has started. */
const PROBE_TIMES = {
  interval: Duration.seconds(30),
  timeout: Duration.seconds(5),
  retries: 3,
  startPeriod: Duration.seconds(60),
};

/** How ECS learns that a Collector hangs: a kafkareceiver that fails to start can leave a process that never ends. */
export type HealthProbe =
  /** A command of the image itself, as ECS spells it: `['CMD', '/healthcheck']`. */
  | { readonly kind: 'command'; readonly command: string[] }
  /** A small container in the same task that asks the Collector's port 13133. */
  | { readonly kind: 'sidecar' }
  /** ECS replaces only what ends by itself. */
  | { readonly kind: 'none' };

/** ADOT brings a command; contrib has nothing to ask with. */
export function defaultProbe(distribution: 'contrib' | 'adot'): HealthProbe {
  return distribution === 'adot'
    ? { kind: 'command', command: ['CMD', '/healthcheck'] }
    : { kind: 'sidecar' };
}

/** The health check of the Collector's own container, where it can have one. */
export function ownHealthCheck(probe: HealthProbe): { healthCheck?: ecs.HealthCheck } {
  return probe.kind === 'command' ? { healthCheck: { command: probe.command, ...PROBE_TIMES } } : {};
}

/** What the helpers share. */
export interface HelperProps {
  /** With `sh`, `wget` and `sleep`; busybox from Amazon's public registry when absent. */
  readonly image?: ecs.ContainerImage | undefined;
  readonly logging: ecs.LogDriver;
}

/**
 * Asks the Collector's port. It is essential, and its health is therefore the task's: ECS replaces a task whose
 * Collector does not answer.
 */
export function addHealthSidecar(task: ecs.TaskDefinition, { image, logging }: HelperProps): void {
  task.addContainer('health', {
    image: image ?? ecs.ContainerImage.fromRegistry(BUSYBOX),
    command: ['sleep', '2147483647'],
    essential: true,
    memoryLimitMiB: HELPER_MIB,
    readonlyRootFilesystem: true,
    // With an init process `sleep` ends at once when the task is stopped.
    linuxParameters: new ecs.LinuxParameters(task, 'HealthLinux', { initProcessEnabled: true }),
    healthCheck: {
      command: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:13133/'],
      ...PROBE_TIMES,
    },
    logging,
  });
}

/** A CA that the Collector's image does not hold. */
export interface KafkaCa {
  /** Certificates in PEM; public, and so part of the task definition. */
  readonly pem: string;
  /** Where the configuration expects them: `kafka.tls.caFile`. */
  readonly file: string;
}

/** Writes the CA to a volume that the Collector mounts, before the Collector starts. */
export function addKafkaCa(
  task: ecs.TaskDefinition,
  collector: ecs.ContainerDefinition,
  ca: KafkaCa,
  { image, logging }: HelperProps,
): void {
  const name = 'kafka-ca';
  task.addVolume({ name });
  const writer = task.addContainer(name, {
    image: image ?? ecs.ContainerImage.fromRegistry(BUSYBOX),
    command: ['sh', '-c', 'printf %s "$KAFKA_CA" > "$KAFKA_CA_FILE"'],
    environment: { KAFKA_CA: ca.pem, KAFKA_CA_FILE: path.posix.join('/out', path.posix.basename(ca.file)) },
    essential: false,
    memoryLimitMiB: HELPER_MIB,
    readonlyRootFilesystem: true,
    logging,
  });
  writer.addMountPoints({ sourceVolume: name, containerPath: '/out', readOnly: false });
  collector.addMountPoints({
    sourceVolume: name,
    containerPath: path.posix.dirname(ca.file),
    readOnly: true,
  });
  collector.addContainerDependencies({
    container: writer,
    condition: ecs.ContainerDependencyCondition.SUCCESS,
  });
}
