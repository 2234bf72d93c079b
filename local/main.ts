import { writeFile } from 'node:fs/promises';
import { describeError } from '../lib/errors';
import { summaryLines } from './demo/demo-result';
import { type DemoOptions, demoCommand } from './demo/options';
import { runDemo } from './demo/run-demo';
import { createView } from './demo/view';
import { runProgram } from './process/program';
import { CleanUp } from './world/clean-up';
import { INTERRUPTED } from './world/interruptible';
import { openToolbox } from './world/toolbox';

async function main(options: DemoOptions): Promise<void> {
  const view = createView(process.stdout);
  const cleanUp = new CleanUp();
  const abort = new AbortController();
  const interrupt = () => {
    if (abort.signal.aborted) process.exit(INTERRUPTED);
    view.progress('Stopping. Press Ctrl-C again to exit at once.');
    abort.abort(new Error('interrupted'));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const toolbox = await openToolbox({
      env: process.env,
      progress: view.progress,
      signal: abort.signal,
      kafka: options.kafka,
      collector: options.collector,
    });
    const result = await runDemo(options, toolbox, view, cleanUp, abort.signal);
    view.close();
    await cleanUp.run(view.progress);
    for (const line of summaryLines(result)) view.progress(line);
    if (options.report) await writeFile(options.report, `${JSON.stringify(result)}\n`);
    process.exitCode = result.ok ? 0 : 1;
  } catch (error) {
    view.close();
    await cleanUp.run(view.progress);
    if (!abort.signal.aborted) process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = abort.signal.aborted ? INTERRUPTED : 1;
  } finally {
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
  }
}

void runProgram(demoCommand(main));
