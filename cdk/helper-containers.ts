import path from 'node:path';
import { Duration } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';

/** The helpers need a shell and an HTTP client; the contrib image has neither. */
const BUSYBOX = 'public.ecr.aws/docker/library/busybox:1.37';

/** The memory of each helper in MiB. The Collector gets the rest of the task's memory. */
export const HELPER_MIB = 32;

/** The timing of the health check. The health check extension responds as soon as the Collector has started. */
const PROBE_TIMES = {
  interval: Duration.seconds(30),
  timeout: Duration.seconds(5),
  retries: 3,
  startPeriod: Duration.seconds(60),
};

/** How ECS detects that a Collector hangs. A kafkareceiver that fails to start can leave a process that never exits. */
export type HealthProbe =
  /** A command in the image, in ECS's format: `['CMD', '/healthcheck']`. */
  | { readonly kind: 'command'; readonly command: string[] }
  /** A small container in the same task that probes the Collector's port 13133. */
  | { readonly kind: 'sidecar' }
  /** No probe. ECS then replaces only tasks that exit. */
  | { readonly kind: 'none' };

/** The default probe, because the ADOT image has a health check command and the contrib image has none. */
export function defaultProbe(distribution: 'contrib' | 'adot'): HealthProbe {
  return distribution === 'adot'
    ? { kind: 'command', command: ['CMD', '/healthcheck'] }
    : { kind: 'sidecar' };
}

/** The health check of the Collector container, if it has one. */
export function ownHealthCheck(probe: HealthProbe): { healthCheck?: ecs.HealthCheck } {
  return probe.kind === 'command' ? { healthCheck: { command: probe.command, ...PROBE_TIMES } } : {};
}

/** Options of the helper containers. */
export interface HelperProps {
  /** An image with `sh`, `wget` and `sleep`. @default busybox from the public registry of Amazon */
  readonly image?: ecs.ContainerImage | undefined;
  readonly logging: ecs.LogDriver;
}

/**
 * Adds a sidecar that probes the Collector's health check port. It is essential, so ECS replaces the task if the
 * Collector does not respond.
 */
export function addHealthSidecar(task: ecs.TaskDefinition, { image, logging }: HelperProps): void {
  task.addContainer('health', {
    image: image ?? ecs.ContainerImage.fromRegistry(BUSYBOX),
    command: ['sleep', '2147483647'],
    essential: true,
    memoryLimitMiB: HELPER_MIB,
    readonlyRootFilesystem: true,
    // With an init process, `sleep` exits at once on SIGTERM.
    linuxParameters: new ecs.LinuxParameters(task, 'HealthLinux', { initProcessEnabled: true }),
    healthCheck: {
      command: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:13133/'],
      ...PROBE_TIMES,
    },
    logging,
  });
}

/** A CA that the Collector's image does not contain. */
export interface CaFile {
  /** Of the container that writes it, and of the volume. */
  readonly name: 'kafka-ca' | 'clients-ca';
  /** Certificates as PEM text. They are public, so they may be part of the task definition. */
  readonly pem: string;
  /** The path in the Collector's container, in a folder with nothing else. */
  readonly file: string;
}

/** Adds a container that writes the CA to a volume before the Collector starts. */
export function addCaFile(
  task: ecs.TaskDefinition,
  collector: ecs.ContainerDefinition,
  { name, pem, file }: CaFile,
  { image, logging }: HelperProps,
): void {
  task.addVolume({ name });
  const writer = task.addContainer(name, {
    image: image ?? ecs.ContainerImage.fromRegistry(BUSYBOX),
    command: ['sh', '-c', 'printf %s "$CA" > "$CA_FILE"'],
    environment: { CA: pem, CA_FILE: path.posix.join('/out', path.posix.basename(file)) },
    essential: false,
    memoryLimitMiB: HELPER_MIB,
    readonlyRootFilesystem: true,
    logging,
  });
  writer.addMountPoints({ sourceVolume: name, containerPath: '/out', readOnly: false });
  collector.addMountPoints({
    sourceVolume: name,
    containerPath: path.posix.dirname(file),
    readOnly: true,
  });
  collector.addContainerDependencies({
    container: writer,
    condition: ecs.ContainerDependencyCondition.SUCCESS,
  });
}
