import { writeFile } from 'node:fs/promises';
import { summaryLines } from './demo/demo-result';
import { type DemoOptions, demoCommand } from './demo/options';
import { runDemo } from './demo/run-demo';
import { createView } from './demo/view';
import { runProgram } from './process/program';
import { interruptible } from './world/interruptible';
import { openToolbox } from './world/toolbox';

async function main(options: DemoOptions): Promise<void> {
  const view = createView(process.stdout);
  await interruptible(view.progress, async (signal, cleanUp) => {
    try {
      const toolbox = await openToolbox({
        ...{ env: process.env, progress: view.progress, signal },
        ...{ kafka: options.kafka, collector: options.collector },
      });
      const result = await runDemo(options, toolbox, view, cleanUp, signal);
      view.close();
      await cleanUp.run(view.progress);
      for (const line of summaryLines(result)) view.progress(line);
      if (options.report) await writeFile(options.report, `${JSON.stringify(result)}\n`);
      process.exitCode = result.ok ? 0 : 1;
    } finally {
      view.close();
    }
  });
}

void runProgram(demoCommand(main));
