import { setTimeout as pause } from 'node:timers/promises';
import {
  openSpanWriter,
  type Portion,
  type SpanWriter,
  type WrittenSpan,
} from '../../local/traffic/span-writer';
import { type SteadyTraffic, startSteadyTraffic } from '../../local/traffic/steady-traffic';
import { IDLE_PARTITION, PARTITIONS, type Pipeline } from '../world/pipeline';

const EVERY_MS = 250;
const TRACES_PER_SECOND = 6;

/**
 * Traffic of two kinds: through the ingestion tier, and right into chosen partitions, where each span's offset is known.
 * What is not acknowledged does not count as sent.
 */
export class Traffic {
  /** The partitions that get records. */
  partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition).filter(
    (partition) => partition !== IDLE_PARTITION,
  );
  private applications: SteadyTraffic | undefined;
  private paused = false;
  private ended = false;
  private writing: Promise<void> = Promise.resolve();
  /** Faults of both tracks may want it at the same time. */
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly pipeline: Pipeline,
    private readonly writer: SpanWriter,
  ) {}

  static async open(pipeline: Pipeline): Promise<Traffic> {
    const writer = await openSpanWriter({ ...pipeline, bootstrap: pipeline.world.bootstrap });
    pipeline.cleanUp.add('the writer', () => writer.close());
    return new Traffic(pipeline, writer);
  }

  /** Writes right into partitions from now on. */
  start(): void {
    this.writing = this.keepWriting();
  }

  /** Applications send from now on, through the ingestion tier, which may choose any partition. */
  startApplications(): void {
    this.applications = startSteadyTraffic({
      endpoint: this.pipeline.ingestion.endpoints.otlpHttp,
      ledger: this.pipeline.ledger,
      tracesPerSecond: TRACES_PER_SECOND,
      spansPerTrace: 2,
    });
  }

  /** Nothing new is sent from now on, and everything sent has been answered. */
  async stop(): Promise<void> {
    this.ended = true;
    await this.applications?.stop();
    await this.writing;
  }

  /** Runs `work` while nothing is sent. */
  quietly<T>(work: () => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      this.paused = true;
      await this.applications?.stop();
      await pause(EVERY_MS);
      try {
        return await work();
      } finally {
        this.paused = false;
        if (!this.ended) this.startApplications();
      }
    });
  }

  /** Sends to the ingestion Collector that runs now. */
  toNewIngestion(): Promise<void> {
    return this.inTurn(async () => {
      await this.applications?.stop();
      if (!this.ended) this.startApplications();
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.queue.then(work);
    this.queue = next.catch(() => {});
    return next;
  }

  /** Writes right into partitions. @throws if the brokers do not acknowledge it */
  write(portions: Portion[]): Promise<WrittenSpan[]> {
    return this.writer.write(portions);
  }

  /** The places of the spans that went right into a partition. */
  get written(): readonly WrittenSpan[] {
    return this.writer.written;
  }

  private async keepWriting(): Promise<void> {
    while (!this.ended) {
      if (!this.paused) {
        const portions = this.partitions.map((partition) => ({ partition, records: 1 }));
        await this.write(portions).catch(() => {});
      }
      await pause(EVERY_MS);
    }
  }
}
