/** Exporter metrics of running tasks. Counts are since the task's start. */

/** An exporter's queue, in the unit that it is configured with (requests, items or bytes), including what is being sent. */
export interface ExportQueue {
  /** Component id: `otlp_http`. */
  exporter: string;
  signal: string;
  size: number;
  capacity: number;
}

export type TaskMetrics =
  | {
      kind: 'read';
      /** Task ARN. */
      id: string;
      /** Exporters without a queue are left out. */
      queues: ExportQueue[];
      /** Spans, metric points and log records that the backend accepted. */
      sent: number;
      /** Those that an exporter dropped. */
      dropped: number;
      /** Traces that wait for a decision of tail_sampling; absent without one. */
      sampling?: number;
    }
  | { kind: 'unreadable'; id: string; why: string };

/** One sample of the metrics of running tasks. If there are many tasks, some are left out. */
export interface FleetMetrics {
  atMs: number;
  tasks: TaskMetrics[];
}
