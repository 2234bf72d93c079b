import { Command, InvalidArgumentError, Option } from 'commander';
import { formatDuration, parseDurationMs } from '../../lib/pipeline';

/** How the demonstration runs. Durations are milliseconds. */
export interface DemoOptions {
  traces: number;
  tracesPerSecond: number;
  idlePartition: 'none' | 'seed' | 'wait';
  drainedWithinMs: number;
  stableForMs: number;
  metadataRefreshMs: number;
  /** How long traffic goes on after the flip. */
  afterFlipMs: number;
  /** How long a hold is watched with `--idle-partition wait`. */
  watchHoldMs: number;
  /** Everything after the backlog is written has to be over by then. */
  timeoutMs: number;
  report: string | undefined;
  keep: boolean;
}

/** The command line of `npm start`. */
export function demoCommand(run: (options: DemoOptions) => Promise<void>): Command {
  const command = new Command('spillway-demo')
    .description(
      'The main job, whole, on this machine: a real Kafka, real Collectors of both tiers, and the built Lambda as the controller. It writes a backlog, drains it, flips initial_offset and proves that nothing was lost.',
    )
    .option('--traces <n>', 'traces of 4 spans in the backlog', wholeNumber, 20_000)
    .option('--traces-per-second <n>', 'steady traffic after the backlog', wholeNumber, 50)
    .addOption(
      new Option(
        '--idle-partition <how>',
        'keep one partition of the traces topic without any record: "seed" flips and then writes to it, "wait" must hold',
      )
        .choices(['none', 'seed', 'wait'])
        .default('none'),
    )
    .addOption(
      duration('--drained-within <time>', 'a partition is drained when it is less than this behind', '5s'),
    )
    .addOption(duration('--stable-for <time>', '... steadily for this long', '6s'))
    .addOption(duration('--metadata-refresh <time>', "the receiver's metadata refresh", '5s'))
    .addOption(duration('--after-flip <time>', 'traffic goes on this long after the flip', '5s'))
    .addOption(
      duration('--watch-hold <time>', 'how long the hold is watched with --idle-partition wait', '30s'),
    )
    .addOption(duration('--timeout <time>', 'give up after', '5m'))
    .option('--report <file>', 'write the result as JSON')
    .option('--keep', 'keep the logs and configs of this run', false)
    .showHelpAfterError('(--help lists the options)');
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
    });
  });
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('Expected a whole number of at least 1.');
  return Number(text);
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
