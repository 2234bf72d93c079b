import type { TaskMetrics } from '../../core/snapshot/task-metrics';
import { type Sample, samplesOf } from './prometheus-text';

type ExportMetrics = Omit<Extract<TaskMetrics, { kind: 'read' }>, 'kind' | 'id'>;

const SENT = /^otelcol_exporter_sent_/;
/**
 * Given up for good. What was not taken into a queue (`enqueue_failed`) is left out: a rebalance that takes the
 * partition from a receiver that waits for room counts there too, and the next owner reads the record again (seen).
 */
const DROPPED = /^otelcol_exporter_send_failed_/;

/**
 * What a Collector says of its exporters (seen: v0.115.0 and v0.160.0). Counters appear with their first item: until
 * then they are 0. A queue's size counts what is being sent, so an unbatched exporter never looks empty at work.
 */
export function exportMetrics(text: string): ExportMetrics {
  const samples = samplesOf(text);
  const capacities = new Map(
    samples.filter(({ name }) => name === 'otelcol_exporter_queue_capacity').map((each) => [key(each), each]),
  );
  return {
    queues: samples
      .filter(({ name }) => name === 'otelcol_exporter_queue_size')
      .flatMap((size) => {
        const capacity = capacities.get(key(size))?.value;
        const { exporter = '', data_type: signal = '' } = size.labels;
        return capacity === undefined ? [] : [{ exporter, signal, size: size.value, capacity }];
      }),
    sent: sum(samples, SENT),
    dropped: sum(samples, DROPPED),
  };
}

function key({ labels }: Sample): string {
  return `${labels.exporter}/${labels.data_type}`;
}

function sum(samples: readonly Sample[], name: RegExp): number {
  return samples.filter((each) => name.test(each.name)).reduce((all, { value }) => all + value, 0);
}
