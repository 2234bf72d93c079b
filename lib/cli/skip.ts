import { Command } from 'commander';
import type { Cli } from './cli';
import { operationCommand } from './operation-command';
import {
  type QueueLossOptions,
  queueLossOf,
  type ScopeOptions,
  scopeOf,
  withQueueLoss,
  withScope,
} from './options';

/** `spillway skip`: give records up. */
export function skipCommand(cli: Cli): Command {
  const command = new Command('skip')
    .description('move commits forward: the records in between are never read; all tasks stop once for it')
    .requiredOption(
      '--to <target>',
      'latest, a time (2026-11-24T10:00:00Z), how long ago (15m), or an offset',
    );
  return operationCommand(
    cli,
    withQueueLoss(withScope(command)),
    (options: ScopeOptions & QueueLossOptions & { to: string }) => ({
      action: 'skip',
      to: options.to,
      ...scopeOf(options),
      ...queueLossOf(options),
    }),
  );
}
