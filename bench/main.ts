import { Command, Option } from 'commander';
import { describeError } from '../lib/errors';
import { benchDelivery } from './bench-delivery';
import { benchPeers, type PeersBenchOptions } from './bench-peers';
import { benchDecide, benchLint } from './own-work';

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
  try {
    process.exitCode = (await run(given)) ? 0 : 1;
  } catch (error) {
    progress(describeError(error));
    process.exitCode = 1;
  }
}

// The SDK's warning about Node 20 would break the progress lines.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

void new Command('bench')
  .description(
    'Measures Spillway next to other clients, on the same brokers and in turn. Exits with 1 if a goal is missed.',
  )
  .option('--quick', 'what the goals need, in under five minutes', false)
  .option('--json', 'print the rows and the goals as JSON, in one line at the end', false)
  .option('--report <file>', 'also write them to a JSON file, with the machine and the versions')
  .addOption(
    new Option(
      '--topics <n>',
      'only the brokers with this many topics; goals of others are missed',
    ).argParser(Number),
  )
  .addOption(
    new Option(
      '--only <part>',
      'peers: next to other clients; decide: one decision over 10,000 partitions, and the state of 1,000 topics; lint: 2,000 lines; delivery: delivery profiles and compressions',
    )
      .choices(['peers', 'decide', 'lint', 'delivery'])
      .default('peers'),
  )
  .showHelpAfterError('(--help lists the options)')
  .action(main)
  .parseAsync();
