import { Option } from 'commander';
import { program, runProgram } from '../local/process/program';
import { benchDelivery } from './bench-delivery';
import { benchPeers, type PeersBenchOptions } from './bench-peers';
import { benchDecide, benchLint } from './own-work';
import { TOPIC_COUNTS } from './side-by-side/plan';

const progress = (line: string) => void process.stderr.write(`${line}\n`);

interface Given extends PeersBenchOptions {
  only: 'peers' | 'decide' | 'lint' | 'delivery';
}

/** Each returns whether its goals are met. */
function run({ only, ...options }: Given): Promise<boolean> {
  switch (only) {
    case 'peers':
      return benchPeers(options, progress);
    case 'decide':
      return benchDecide();
    case 'lint':
      return benchLint();
    case 'delivery':
      return benchDelivery(progress);
  }
}

async function main(given: Given): Promise<void> {
  if (!(await run(given))) process.exitCode = 1;
}

void runProgram(
  program(
    'bench',
    'Measures Spillway next to other clients, on the same brokers and in turn. Exits with 1 if a goal is missed.',
  )
    .option('--quick', 'what the goals need, in under five minutes', false)
    .option('--json', 'print the rows and the goals as JSON, in one line at the end', false)
    .option('--report <file>', 'also write them to a JSON file, with the machine and the versions')
    .addOption(
      new Option(
        '--topics <n>',
        'only the brokers with this many topics; goals of others are not measured',
      ).choices(TOPIC_COUNTS.map(String)),
    )
    .addOption(
      new Option(
        '--only <part>',
        'peers: next to other clients; decide: one decision over 10,000 partitions, and the state of 1,000 topics; lint: 2,000 lines; delivery: delivery profiles and compressions',
      )
        .choices(['peers', 'decide', 'lint', 'delivery'])
        .default('peers'),
    )
    .action(main),
);
