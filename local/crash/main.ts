import { writeFile } from 'node:fs/promises';
import { Option } from 'commander';
import { aborted } from '../process/aborted';
import { program, runProgram, wholeNumber } from '../process/program';
import { interruptible } from '../world/interruptible';
import { openToolbox } from '../world/toolbox';
import type { Job } from './crash-run';
import { type CrashRow, crashRuns, instantRuns } from './crash-runs';
import { crashLine, crashLines, isSound } from './crash-table';
import { startCrashWorld } from './crash-world';
import type { Moment } from './kill-switch';

interface CrashOptions {
  job: Job | 'both';
  moment: Moment | 'both';
  instants?: number;
  lanes: number;
  report?: string;
}

async function main({ job, moment, instants, lanes, report }: CrashOptions): Promise<void> {
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const rows: CrashRow[] = [];
  const interrupted = await interruptible(print, async (signal, cleanUp) => {
    // Only a broker that this process starts can have a listener for the gate.
    const env = { ...process.env, KAFKA_BROKERS: undefined };
    const toolbox = await openToolbox({ env, progress: print, signal });
    const crashWorld = await startCrashWorld(toolbox, cleanUp, { progress: print, signal });
    const onRun = (row: CrashRow) => {
      rows.push(row);
      print(crashLine(row));
    };
    const all = async () => {
      for (const each of job === 'both' ? (['drain', 'rewind'] as const) : [job]) {
        const common = { job: each, lanes, onRun };
        if (instants !== undefined) {
          await instantRuns(crashWorld, { ...common, instants });
          continue;
        }
        for (const when of moment === 'both' ? (['after', 'before'] as const) : [moment]) {
          await crashRuns(crashWorld, { ...common, moment: when });
        }
      }
    };
    await Promise.race([all(), aborted(signal)]);
  });
  if (rows.length > 0) {
    for (const line of crashLines(rows)) print(line);
    if (report) await writeFile(report, `${JSON.stringify(rows)}\n`);
  }
  // The runs in progress would go on, each with a new controller.
  if (interrupted) process.exit();
  if (!rows.every(isSound)) process.exitCode = 1;
}

void runProgram(
  program(
    'crash',
    'Crash consistency on a real Kafka and real Collectors: a drain and its flip, and a rewind under traffic, each run once for every single effect of the controller, whose process is killed right there. A new process resumes each time and has to end the same end, with nothing missing.',
  )
    .addOption(
      new Option('--job <which>', 'what the controller is killed in')
        .choices(['drain', 'rewind', 'both'])
        .default('both'),
    )
    .addOption(
      new Option(
        '--moment <when>',
        'killed once the effect is carried out and before it is answered, or before it',
      )
        .choices(['after', 'before', 'both'])
        .default('after'),
    )
    .option(
      '--instants <n>',
      'kill it at this many random instants instead, whatever it is doing then',
      wholeNumber,
    )
    .option('--lanes <n>', 'runs at the same time', wholeNumber, 8)
    .option('--report <file>', 'write the rows as JSON')
    .action(main),
);
