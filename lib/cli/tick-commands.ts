import { Command } from 'commander';
import type { TickReport } from '../controller/tick-report';
import { SpillwayError } from '../errors';
import { didYouMean } from '../pipeline/nearest-names';
import type { LagRows } from '../report/lag-table';
import type { Cli } from './cli';
import { EXIT } from './exit-code';
import { type PlaceOptions, placeOf, withPlace } from './options';
import { sendWhenFree } from './send-when-free';
import { showResult } from './show-result';

interface StatusOptions {
  all: boolean;
  partitions: boolean;
  topic?: string;
}

export function statusCommand(cli: Cli): Command {
  const command = new Command('status')
    .description(
      'show lag, tasks and readers, and what the next tick would do and why; changes nothing. Text shows the ten worst topics, JSON shows everything',
    )
    .option('--all', 'show all topics, or all partitions', false)
    .option('--topic <topic>', 'show only this topic; also in JSON')
    .option('--partitions', 'show a row for each partition instead of each topic', false);
  return tickCommand(cli, command, 'status', (report, { all, partitions, topic }: StatusOptions) => ({
    report: topic === undefined ? report : withTopic(report, topic),
    rows: { of: partitions ? 'partitions' : 'topics', extent: all ? 'all' : 'worst' },
  }));
}

export function reconcileCommand(cli: Cli): Command {
  const command = new Command('reconcile').description(
    'run one tick now, as the schedule does: observe, decide, and make at most one change',
  );
  return tickCommand(cli, command, 'reconcile', (report) => ({ report }));
}

/** @param shown what of the report is shown */
function tickCommand<T extends object>(
  { context, run }: Cli,
  command: Command,
  action: 'status' | 'reconcile',
  shown: (report: TickReport, options: T) => { report: TickReport; rows?: LagRows },
): Command {
  return withPlace(command).action((options: PlaceOptions & T) => {
    const place = placeOf(command, options, context);
    return run(options.output, async () => {
      const controller = await context.openController(place);
      try {
        const report = await sendWhenFree(context, controller, { action });
        showResult(context, { action, format: options.output, ...shown(report, options) });
        return EXIT.done;
      } finally {
        controller.close();
      }
    });
  });
}

/** @throws SpillwayError `TOPIC_NOT_READ` */
function withTopic(report: TickReport, topic: string): TickReport {
  const { lag } = report;
  const topics = lag.topics.filter((each) => each.topic === topic);
  if (topics.length > 0) {
    return { ...report, lag: { ...lag, topics, topicsLeftOut: lag.topics.length - topics.length } };
  }
  const names = lag.topics.map((each) => each.topic);
  throw new SpillwayError(
    'TOPIC_NOT_READ',
    `Group ${report.group} does not read topic ${topic}.${didYouMean(topic, names)}`,
    'spillway status --all lists all topics that it reads.',
  );
}
