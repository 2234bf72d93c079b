import { Command } from 'commander';
import { runTick } from './run-tick';

/** `spillway reconcile`: one tick, as the schedule makes it. */
export function reconcileCommand(): Command {
  return new Command('reconcile')
    .description('make one tick: look, decide, act; at most one change')
    .requiredOption('-p, --pipeline <file>', 'the pipeline spec')
    .option('--json', 'print JSON', false)
    .action((options: { pipeline: string; json: boolean }) => runTick('reconcile', options));
}
