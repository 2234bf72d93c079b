import type { MotoEvent } from './moto-with-lambdas';

type ResourceEvent = Extract<MotoEvent, { kind: 'resource' }>;

/** The events whose order matters, in words: custom resources, and the services that do or do not need them. */
export function landmarks(events: readonly MotoEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.kind === 'custom') {
      const what = event.logicalId.includes('Brokers') ? 'brokers' : 'config';
      return [`${what} ${event.request} ${event.status}`];
    }
    if (event.kind !== 'resource' || event.type !== 'AWS::ECS::Service') return [];
    return [`${tierOf(event.logicalId)}service ${event.fate}`];
  });
}

/** The types of resources that a deployment created, changed or deleted, one entry per resource. */
export function changedTypes(events: readonly MotoEvent[]): string[] {
  const changes = events.filter(isResource).filter(({ fate }) => !fate.startsWith('skipped'));
  return changes.map(({ type, fate }) => `${type} ${fate}`).sort();
}

/** The types of resources that were created and still exist. */
export function leftBehind(events: readonly MotoEvent[]): string[] {
  const there = new Map<string, string>();
  for (const { logicalId, type, fate } of events.filter(isResource)) {
    if (fate === 'created') there.set(logicalId, type);
    if (fate === 'deleted') there.delete(logicalId);
  }
  return [...there.values()].sort();
}

/**
 * Prints what moto could not simulate, for readers of the test output. Also prints errors, because the CDK's command
 * line says little about them.
 */
export function tellWhatMotoSkipped(events: readonly MotoEvent[]): void {
  const resources = events.filter(isResource);
  const skipped = resources.flatMap(({ fate, type }) => (fate === 'skipped' ? [type] : []));
  const failed = resources.filter(({ fate }) => fate.startsWith('failed'));
  const lines = [
    `moto skipped: ${[...new Set(skipped)].sort().join(', ')}`,
    'moto cannot show: an alarm going off, a rollback, a rollout, tasks starting (played by the test)',
    ...failed.map(({ logicalId, fate }) => `${logicalId} ${fate}`),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}

function isResource(event: MotoEvent): event is ResourceEvent {
  return event.kind === 'resource';
}

/** The tier in a stack with a whole pipeline. In a stack of one tier the word is not needed. */
function tierOf(logicalId: string): string {
  if (logicalId.startsWith('PipelineIngestion')) return 'ingestion ';
  return logicalId.startsWith('PipelineProcessing') ? 'processing ' : '';
}
