/** What running tasks say of their own exporters. Counts are since the task's start. */

/** An exporter's queue, in the unit it is configured with (requests, items or bytes). What is being sent counts in. */
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
      /** Exporters without a queue have none here. */
      queues: ExportQueue[];
      /** Spans, metric points and log records that the backend took. */
      sent: number;
      /** Those that an exporter gave up. */
      dropped: number;
    }
  | { kind: 'unreadable'; id: string; why: string };

/** One look at the metrics of running tasks; not of all where there are many. */
export interface FleetMetrics {
  atMs: number;
  tasks: TaskMetrics[];
}
