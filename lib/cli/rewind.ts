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

/** `spillway rewind`: read again. */
export function rewindCommand(cli: Cli): Command {
  const command = new Command('rewind')
    .description('move commits back, so that records are read again; all tasks stop once for it')
    .requiredOption(
      '--to <target>',
      'earliest, a time (2026-11-24T10:00:00Z), how long ago (15m), or an offset',
    );
  return operationCommand(
    cli,
    withQueueLoss(withScope(command)),
    (options: ScopeOptions & QueueLossOptions & { to: string }) => ({
      action: 'rewind',
      to: options.to,
      ...scopeOf(options),
      ...queueLossOf(options),
    }),
  );
}
