import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { describeError } from '../../lib/errors';
import { CleanUp } from '../world/clean-up';
import { openToolbox } from '../world/toolbox';
import { type CrashRow, crashRuns } from './crash-runs';
import { crashTable } from './crash-table';
import { startCrashWorld } from './crash-world';
import type { Moment } from './kill-switch';

interface CrashOptions {
  moment: Moment;
  lanes: string;
  from: string;
  to?: string;
  report?: string;
}

const INTERRUPTED = 130;

async function main({ moment, lanes, from, to, report }: CrashOptions): Promise<void> {
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const cleanUp = new CleanUp();
  const abort = new AbortController();
  const interrupt = () => abort.abort(new Error('interrupted'));
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  let rows: CrashRow[] = [];
  try {
    const { signal } = abort;
    // Only a broker of our own has a listener for the gate.
    const env = { ...process.env, KAFKA_BROKERS: undefined };
    const toolbox = await openToolbox({ env, progress: print, signal });
    const crashWorld = await startCrashWorld(toolbox, cleanUp, { progress: print, signal });
    rows = await crashRuns(crashWorld, {
      moment,
      lanes: Number(lanes),
      from: Number(from),
      to: to === undefined ? Number.POSITIVE_INFINITY : Number(to),
      signal,
      onRun: (row) => print(crashTable.line(row)),
    });
  } catch (error) {
    if (!abort.signal.aborted) process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = abort.signal.aborted ? INTERRUPTED : 1;
  } finally {
    await cleanUp.run(print);
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
  }
  if (rows.length === 0) return;
  for (const line of crashTable.all(rows)) print(line);
  if (report) await writeFile(report, `${JSON.stringify(rows)}\n`);
  if (rows.some(({ problems, missing }) => problems.length > 0 || missing > 0)) process.exitCode = 1;
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
void new Command('spillway-crash')
  .description(
    'Crash consistency on a real Kafka and real Collectors: a drain and its flip, run once for each single effect of the controller, whose process is killed right there. A new process resumes each time and has to come to the same end, with nothing missing.',
  )
  .addOption(
    new Option(
      '--moment <when>',
      'kill it once the effect is carried out and before it is answered, or before it',
    )
      .choices(['after', 'before'])
      .default('after'),
  )
  .option('--lanes <n>', 'runs at the same time', '3')
  .option('--from <n>', 'first effect', '1')
  .option('--to <n>', 'last effect; without it, until a run has no more')
  .option('--report <file>', 'write the rows as JSON')
  .action(main)
  .parseAsync();
