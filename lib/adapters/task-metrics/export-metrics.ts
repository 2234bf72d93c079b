import type { TaskMetrics } from '../../core/snapshot/task-metrics';
import { type Sample, samplesOf } from './prometheus-text';

type ExportMetrics = Omit<Extract<TaskMetrics, { kind: 'read' }>, 'kind' | 'id'>;

const SENT = /^otelcol_exporter_sent_/;
/**
 * Items that were dropped for good. `enqueue_failed` is not included, because it also counts records that are read
 * again: when a rebalance takes a partition from a receiver that waits for room in the queue, the next owner reads them
 * (observed).
 */
const DROPPED = /^otelcol_exporter_send_failed_/;

const IN_MEMORY = /^otelcol_processor_tail_sampling_sampling_traces_on_memory$/;

/**
 * The metrics of a Collector about data on its way to the backend (observed in v0.115.0 and v0.160.0). A counter appears
 * with its first item and counts as 0 before. The queue size includes what is being sent, so a busy exporter without a batch never looks empty.
 */
export function exportMetrics(text: string): ExportMetrics {
  const samples = samplesOf(text, 'otelcol_exporter_', 'otelcol_processor_tail_sampling_');
  const capacities = new Map(
    samples.filter(({ name }) => name === 'otelcol_exporter_queue_capacity').map((each) => [key(each), each]),
  );
  return {
    queues: samples
      .filter(({ name }) => name === 'otelcol_exporter_queue_size')
      .flatMap((size) => {
        const capacity = capacities.get(key(size))?.value;
        const exporter = size.labels.get('exporter') ?? '';
        const signal = size.labels.get('data_type') ?? '';
        return capacity === undefined ? [] : [{ exporter, signal, size: size.value, capacity }];
      }),
    sent: sum(samples, SENT),
    dropped: sum(samples, DROPPED),
    ...(samples.some(({ name }) => IN_MEMORY.test(name)) && { sampling: sum(samples, IN_MEMORY) }),
  };
}

function key({ labels }: Sample): string {
  return `${labels.get('exporter')}/${labels.get('data_type')}`;
}

function sum(samples: readonly Sample[], name: RegExp): number {
  return samples.filter((each) => name.test(each.name)).reduce((all, { value }) => all + value, 0);
}
