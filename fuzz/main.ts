import { program, runProgram, wholeNumber } from '../local/process/program';
import { fuzz } from './run';
import { targets } from './targets';

interface FuzzOptions {
  inputs: number;
  seconds: number;
  seed: number;
  json: boolean;
}

async function main({ json, ...options }: FuzzOptions): Promise<void> {
  const { inputs, crashes, seconds } = await fuzz(targets(process.cwd()), options);
  for (const crash of crashes) console.log(JSON.stringify(crash));
  const counts = { inputs, crashes: crashes.length, seconds };
  console.log(json ? JSON.stringify(counts) : `${inputs} inputs, ${crashes.length} crashes, ${seconds} s`);
  if (crashes.length > 0) process.exitCode = 1;
}

void runProgram(
  program(
    'fuzz',
    'Feeds changed inputs to everything that reads from outside. Exits with 1 if a reader crashes: make its input a test with a name.',
  )
    .option('--inputs <n>', 'ends after so many inputs', wholeNumber, 1_000_000)
    .option('--seconds <n>', 'ends after so many seconds', wholeNumber, 3_600)
    .option('--seed <n>', 'which changes are made', wholeNumber, 1)
    .option('--json', 'a last line with the figures as JSON', false)
    .action(main),
);
