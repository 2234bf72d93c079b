import { Command } from 'commander';
import { runTick } from './run-tick';

/** `spillway status`: look, explain, change nothing. */
export function statusCommand(): Command {
  return new Command('status')
    .description('measure the lag and say what a tick would do and why; changes nothing')
    .requiredOption('-p, --pipeline <file>', 'the pipeline spec')
    .option('--json', 'print JSON', false)
    .action((options: { pipeline: string; json: boolean }) => runTick('report', options));
}
