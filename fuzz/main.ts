import { parseArgs } from 'node:util';
import { fuzz } from './run';
import { targets } from './targets';

/**
 * `npm run fuzz`: feeds changed texts to everything that reads text from outside. Options: `--inputs 1000000`,
 * `--seconds 3600`, `--seed 1`, `--json`. Exits with 1 if a reader crashed; make its input a test with a name.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '1000000' },
      seconds: { type: 'string', default: '3600' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const { inputs, crashes, seconds } = await fuzz(targets(process.cwd()), {
    inputs: Number(values.inputs),
    seconds: Number(values.seconds),
    seed: Number(values.seed),
  });
  for (const crash of crashes) console.log(JSON.stringify(crash));
  const counts = { inputs, crashes: crashes.length, seconds };
  console.log(
    values.json ? JSON.stringify(counts) : `${inputs} inputs, ${crashes.length} crashes, ${seconds} s`,
  );
  if (crashes.length > 0) process.exitCode = 1;
}

void main();
