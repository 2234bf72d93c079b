import { type Command, InvalidArgumentError, Option } from 'commander';
import { formatDuration, parseDurationMs } from '../../lib/pipeline';
import { BUILDABLE_VERSIONS, type BuildableVersion, NEWEST_WHOLE } from '../collector/manifest';
import { KAFKA_VERSION } from '../kafka/kafka-home';
import { program, wholeNumber } from '../process/program';

/** Options of a run. Durations are in milliseconds. */
export interface DemoOptions {
  traces: number;
  tracesPerSecond: number;
  idlePartition: 'none' | 'seed' | 'wait';
  drainedWithinMs: number;
  stableForMs: number;
  metadataRefreshMs: number;
  /** How long traffic continues after the flip. */
  afterFlipMs: number;
  /** How long the hold must last with `--idle-partition wait`. */
  watchHoldMs: number;
  /** The time limit for everything after the backlog is written. */
  timeoutMs: number;
  report: string | undefined;
  keep: boolean;
  /** Kafka's version, which is fetched if needed. */
  kafka: string;
  collector: BuildableVersion;
  /** `scram-tls`: SCRAM-SHA-512 over TLS. */
  login: 'none' | 'scram-tls';
}

/** The command line of `npm start`. */
export function demoCommand(run: (options: DemoOptions) => Promise<void>): Command {
  const command = program(
    'spillway-demo',
    'Runs a whole pipeline on this machine: a real Kafka broker, real Collectors for both tiers, and the Lambda bundle as the controller. Writes a backlog, drains it, flips initial_offset, and checks that nothing was lost.',
  )
    .option('--traces <n>', 'traces of 4 spans in the backlog', wholeNumber, 20_000)
    .option('--traces-per-second <n>', 'steady traffic after the backlog', wholeNumber, 50)
    .addOption(
      new Option(
        '--idle-partition <how>',
        'leave one partition of the traces topic without records: with "seed" Spillway flips and traffic then uses the partition, with "wait" Spillway must hold',
      )
        .choices(['none', 'seed', 'wait'])
        .default('none'),
    )
    .addOption(
      duration('--drained-within <time>', 'a partition counts as drained if its lag is less than this', '5s'),
    )
    .addOption(duration('--stable-for <time>', 'how long partitions must stay drained before the flip', '6s'))
    .addOption(duration('--metadata-refresh <time>', 'metadata refresh interval of the receiver', '5s'))
    .addOption(duration('--after-flip <time>', 'duration of the traffic after the flip', '5s'))
    .addOption(
      duration('--watch-hold <time>', 'how long the hold must last with --idle-partition wait', '30s'),
    )
    .addOption(duration('--timeout <time>', 'fail if the run is not done in this time', '5m'))
    .option('--report <file>', 'write the result to a JSON file')
    .option('--kafka <version>', 'version of Kafka, 2.8 or later', kafkaVersion, KAFKA_VERSION)
    .addOption(
      new Option('--collector <version>', 'version of both Collectors, built on first use')
        .choices(BUILDABLE_VERSIONS)
        .default(NEWEST_WHOLE),
    )
    .addOption(
      new Option('--login <how>', 'login of all clients to Kafka; scram-tls: SCRAM-SHA-512 over TLS')
        .choices(['none', 'scram-tls'])
        .default('none'),
    )
    .option('--keep', 'keep logs and configurations of this run', false);
  return command.action(async () => {
    const given = command.opts<{
      traces: number;
      tracesPerSecond: number;
      idlePartition: DemoOptions['idlePartition'];
      drainedWithin: number;
      stableFor: number;
      metadataRefresh: number;
      afterFlip: number;
      watchHold: number;
      timeout: number;
      report?: string;
      keep: boolean;
      kafka: string;
      collector: BuildableVersion;
      login: DemoOptions['login'];
    }>();
    await run({
      traces: given.traces,
      tracesPerSecond: given.tracesPerSecond,
      idlePartition: given.idlePartition,
      drainedWithinMs: given.drainedWithin,
      stableForMs: given.stableFor,
      metadataRefreshMs: given.metadataRefresh,
      afterFlipMs: given.afterFlip,
      watchHoldMs: given.watchHold,
      timeoutMs: given.timeout,
      report: given.report,
      keep: given.keep,
      kafka: given.kafka,
      collector: given.collector,
      login: given.login,
    });
  });
}

function kafkaVersion(text: string): string {
  if (!/^\d+\.\d+\.\d+$/.test(text)) throw new InvalidArgumentError('Expected a version such as 3.9.1.');
  return text;
}

function duration(flags: string, description: string, standard: string): Option {
  const standardMs = parseDurationMs(standard) ?? 0;
  return new Option(flags, description).default(standardMs, formatDuration(standardMs)).argParser((text) => {
    const ms = parseDurationMs(text);
    if (ms === undefined || ms === 0)
      throw new InvalidArgumentError('Expected a duration such as 10s or 2m.');
    return ms;
  });
}
