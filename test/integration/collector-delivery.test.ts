import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureCollector } from '../../local/collector/ensure-collector';
import type { RunningKafka } from '../../local/kafka/broker-process';
import type { LabConfig } from '../_helpers/collector/delivery-lab';
import { type Experiment, Experiments, modelOf } from '../_helpers/collector/experiments';
import { untilGroupsAnswer } from '../_helpers/kafka/admin';
import { KAFKA_START_TIMEOUT_MS, startTestKafka } from '../_helpers/kafka/broker';

jest.setTimeout(240_000);

/** Experiments that run at the same time: they mostly wait. */
const AT_ONCE = 6;
const RECORDS = 30;

const AFTER = { message_marking: { after: true, on_permanent_error: true } };
const backoff = (more: object = {}) => ({
  error_backoff: {
    enabled: true,
    initial_interval: '200ms',
    multiplier: 1,
    max_interval: '200ms',
    max_elapsed_time: 0,
    ...more,
  },
});
const RETRY = { initial_interval: '200ms', multiplier: 1, max_interval: '200ms', randomization_factor: 0 };
const SYNC = { sending_queue: { enabled: false }, retry_on_failure: { enabled: false } };
const QUEUED = {
  sending_queue: { block_on_overflow: true },
  retry_on_failure: { ...RETRY, max_elapsed_time: 0 },
};
const WAITING = { ...QUEUED, sending_queue: { wait_for_result: true } };
const LIMITER = { memory_limiter: { check_interval: '1s', limit_mib: 512, spike_limit_mib: 128 } };

let kafka: RunningKafka;
let folder: string;
let bin: string;

beforeAll(async () => {
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  const cacheDir = path.resolve(__dirname, '../../.cache');
  bin = process.env.OTELCOL_BIN ?? (await ensureCollector({ cacheDir, version: '0.160.0', progress }));
  folder = await mkdtemp(path.join(tmpdir(), 'spillway-delivery-'));
  kafka = await startTestKafka();
  await untilGroupsAnswer(kafka.bootstrap);
}, KAFKA_START_TIMEOUT_MS);

afterAll(async () => {
  await kafka?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const experiments = new Experiments(AT_ONCE);
beforeAll(() => experiments.start({ bootstrap: kafka.bootstrap, bin, folder }));

/** Plans an experiment now, and makes a test of its outcome. */
function experiment<Outcome>(
  what: string,
  name: string,
  config: LabConfig,
  run: Experiment<Outcome>,
  expected: Outcome,
): void {
  const outcome = experiments.plan(name, config, run);
  // A failure is reported by the test below, which may not have begun to wait for it.
  outcome.catch(() => undefined);
  it(what, async () => {
    expect(await outcome).toEqual(expected);
  });
}

interface KillRow {
  what: string;
  name: string;
  config: LabConfig;
  /** Records of 30 that are committed while the backend answers 503. */
  committed: number;
  /** Records of 30 that the backend gets after SIGKILL and a new start. */
  arrived: number;
  delivers: 'at-least-once' | 'buffered';
  brokenBy?: string;
}

const KILLED: KillRow[] = [
  {
    what: 'no queue, marked after the pipeline',
    name: 'sync-after',
    config: { receiver: { ...AFTER, ...backoff() }, processors: LIMITER, exporter: SYNC },
    committed: 0,
    arrived: 30,
    delivers: 'at-least-once',
  },
  {
    what: 'no queue and endless retries in the exporter, metrics',
    name: 'sync-retries',
    config: {
      signal: 'metrics',
      receiver: { ...AFTER, ...backoff() },
      exporter: { ...SYNC, retry_on_failure: QUEUED.retry_on_failure },
    },
    committed: 0,
    arrived: 30,
    delivers: 'at-least-once',
  },
  {
    what: 'no queue, marked before the pipeline: the record that is being processed is lost',
    name: 'sync-before',
    config: { receiver: backoff(), exporter: SYNC },
    committed: 1,
    arrived: 29,
    delivers: 'buffered',
    brokenBy: 'receivers.kafka.message_marking.after',
  },
  {
    what: 'commits without autocommit',
    name: 'sync-own-commits',
    config: {
      receiver: { ...AFTER, ...backoff(), autocommit: { enable: false } },
      exporter: SYNC,
    },
    committed: 0,
    arrived: 30,
    delivers: 'at-least-once',
  },
  {
    what: 'batch',
    name: 'batch',
    config: { receiver: { ...AFTER, ...backoff() }, processors: { ...LIMITER, batch: {} }, exporter: SYNC },
    committed: 30,
    arrived: 0,
    delivers: 'buffered',
    brokenBy: 'service.pipelines.logs.processors.1',
  },
  {
    what: 'tail_sampling',
    name: 'tail-sampling',
    config: {
      signal: 'traces',
      receiver: { ...AFTER, ...backoff() },
      processors: {
        tail_sampling: { decision_wait: '3s', policies: [{ name: 'all', type: 'always_sample' }] },
      },
      exporter: WAITING,
    },
    committed: 30,
    arrived: 0,
    delivers: 'buffered',
    brokenBy: 'service.pipelines.traces.processors.0',
  },
  {
    what: 'a queue',
    name: 'queue',
    config: { receiver: { ...AFTER, ...backoff() }, exporter: QUEUED },
    committed: 30,
    arrived: 0,
    delivers: 'buffered',
    brokenBy: 'exporters.otlp_http.sending_queue',
  },
  {
    what: 'a queue with wait_for_result',
    name: 'waiting-queue',
    config: { receiver: { ...AFTER, ...backoff() }, exporter: WAITING },
    committed: 0,
    arrived: 30,
    delivers: 'at-least-once',
  },
  {
    what: 'a queue with wait_for_result that batches',
    name: 'waiting-batches',
    config: {
      receiver: { ...AFTER, ...backoff() },
      exporter: {
        ...WAITING,
        sending_queue: { wait_for_result: true, batch: { flush_timeout: '100ms', min_size: 10 } },
      },
    },
    committed: 0,
    arrived: 30,
    delivers: 'at-least-once',
  },
  {
    what: 'filter and transform, which hand errors on',
    name: 'hands-on',
    config: {
      signal: 'traces',
      receiver: { ...AFTER, ...backoff() },
      processors: {
        ...LIMITER,
        filter: { traces: { span: ['name == "nothing"'] } },
        transform: { trace_statements: ['set(span.attributes["a"], "b")'] },
      },
      exporter: SYNC,
    },
    committed: 0,
    arrived: 30,
    delivers: 'at-least-once',
  },
  {
    what: 'a second backend that is well, without a queue for either',
    name: 'fan-out',
    config: { receiver: { ...AFTER, ...backoff() }, exporter: SYNC, second: SYNC },
    committed: 0,
    arrived: 30,
    delivers: 'at-least-once',
  },
  {
    what: 'a second backend that is well, with a queue for the first',
    name: 'fan-out-queue',
    config: { receiver: { ...AFTER, ...backoff() }, exporter: QUEUED, second: SYNC },
    committed: 30,
    arrived: 0,
    delivers: 'buffered',
    brokenBy: 'exporters.otlp_http.sending_queue',
  },
];

describe('30 records, a backend that answers 503, SIGKILL, and a new start with a backend that is well', () => {
  for (const { what, name, config, committed, arrived, delivers, brokenBy } of KILLED) {
    experiment(
      `${what}: ${committed} committed, ${arrived} arrive, ${delivers}`,
      name,
      config,
      async (lab) => {
        lab.backend.setMood({ kind: 'refuse', status: 503 });
        const ledger = await lab.write(RECORDS);
        await lab.start();
        if (committed === RECORDS) await lab.untilCommitted(RECORDS);
        else await lab.untilRefusedOften();
        const committedThen = await lab.committed();
        await lab.kill();
        lab.backend.setMood({ kind: 'accept' });
        await lab.start();
        const last = await lab.write(1);
        await lab.untilArrived(last, 1);
        await lab.untilArrived(ledger, arrived);
        const { delivers: said, brokenBy: place } = modelOf(lab);
        return { committedThen, arrived: lab.arrived(ledger), said, place };
      },
      { committedThen: committed, arrived, said: delivers, place: brokenBy },
    );
  }
});

interface TroubleRow {
  what: string;
  name: string;
  config: LabConfig;
  records: number;
  /** Records that arrive after a time of trouble, without a kill. */
  arrived: number;
  /** What the log says when the trouble has had its effect. */
  says: string;
  onRefusal: string;
  refuses: string[];
}

const SKIPPING = 'failed to consume message, skipping due to message_marking config';
const RETRYING = 'Backing off due to error from the next consumer';

const TROUBLED: TroubleRow[] = [
  {
    what: 'error_backoff without an end loses nothing',
    name: 'endless-backoff',
    config: { receiver: backoff(), exporter: SYNC },
    records: RECORDS,
    arrived: RECORDS,
    says: RETRYING,
    onRefusal: 'retries',
    refuses: ['backend'],
  },
  {
    what: 'error_backoff.max_elapsed_time skips each record after that time',
    name: 'backoff-ends',
    config: { receiver: backoff({ max_elapsed_time: '500ms' }), exporter: SYNC },
    records: 3,
    arrived: 0,
    says: SKIPPING,
    onRefusal: 'gives-up',
    refuses: ['backend'],
  },
  {
    what: 'error_backoff.max_elapsed_time with message_marking.after reads the record again',
    name: 'backoff-rewinds',
    config: { receiver: { ...AFTER, ...backoff({ max_elapsed_time: '500ms' }) }, exporter: SYNC },
    records: RECORDS,
    arrived: RECORDS,
    says: 'rewinding partition to retry failed record on next poll',
    onRefusal: 'retries',
    refuses: ['backend'],
  },
  {
    what: 'no error_backoff skips every record',
    name: 'no-backoff',
    config: { exporter: SYNC },
    records: RECORDS,
    arrived: 0,
    says: SKIPPING,
    onRefusal: 'skips',
    refuses: ['backend'],
  },
  {
    what: 'an exporter that gives up loses nothing, if its error goes back to a receiver that does not',
    name: 'exporter-gives-up',
    config: {
      receiver: { ...AFTER, ...backoff() },
      exporter: { ...SYNC, retry_on_failure: { ...RETRY, max_elapsed_time: '500ms' } },
    },
    records: RECORDS,
    arrived: RECORDS,
    says: RETRYING,
    onRefusal: 'retries',
    refuses: ['backend'],
  },
];

describe('Records while a backend answers 503 for a time', () => {
  for (const { what, name, config, records, arrived, says, onRefusal, refuses } of TROUBLED) {
    experiment(
      `${what}: ${arrived} of ${records} arrive`,
      name,
      config,
      async (lab) => {
        lab.backend.setMood({ kind: 'refuse', status: 503 });
        const ledger = await lab.write(records);
        await lab.start();
        await lab.untilLogged(says);
        if (arrived === 0) await lab.untilCommitted(records);
        // The last record may still be in its retries when its offset is marked.
        if (arrived === 0) await lab.untilLoggedTimes(SKIPPING, records);
        lab.backend.setMood({ kind: 'accept' });
        const last = await lab.write(1);
        await lab.untilArrived(last, 1);
        await lab.untilArrived(ledger, arrived);
        const model = modelOf(lab);
        return { arrived: lab.arrived(ledger), onRefusal: model.onRefusal, refuses: model.refuses };
      },
      { arrived, onRefusal, refuses },
    );
  }

  experiment(
    'a queue that waits refuses nothing, so no error_backoff is needed: 30 of 30 arrive',
    'blocking-queue',
    {
      exporter: {
        ...QUEUED,
        sending_queue: { block_on_overflow: true, queue_size: 2, num_consumers: 1 },
      },
    },
    async (lab) => {
      lab.backend.setMood({ kind: 'refuse', status: 503 });
      const ledger = await lab.write(RECORDS);
      await lab.start();
      await lab.untilRefusedOften();
      lab.backend.setMood({ kind: 'accept' });
      await lab.untilArrived(ledger, RECORDS);
      return modelOf(lab).refuses;
    },
    [],
  );

  experiment(
    'a queue that drops refuses records, and without error_backoff they are skipped',
    'dropping-queue',
    { exporter: { ...QUEUED, sending_queue: { queue_size: 2, num_consumers: 1 } } },
    async (lab) => {
      lab.backend.setMood({ kind: 'refuse', status: 503 });
      const ledger = await lab.write(RECORDS);
      await lab.start();
      await lab.untilCommitted(RECORDS);
      await lab.untilLogged(SKIPPING);
      lab.backend.setMood({ kind: 'accept' });
      // Until then the queue is full, and the last record would be refused too.
      await lab.untilArrived(ledger, 2);
      const last = await lab.write(1);
      await lab.untilArrived(last, 1);
      return { some: lab.arrived(ledger) < RECORDS, refuses: modelOf(lab).refuses };
    },
    { some: true, refuses: ['full-queue'] },
  );

  experiment(
    'message_marking.after without error_backoff stops the partition until the next start',
    'stops-partition',
    { receiver: AFTER, exporter: SYNC },
    async (lab) => {
      lab.backend.setMood({ kind: 'refuse', status: 503 });
      const ledger = await lab.write(RECORDS);
      await lab.start();
      await lab.untilLogged('pausing partition due to processing error');
      lab.backend.setMood({ kind: 'accept' });
      const committed = await lab.committed();
      const arrivedBefore = lab.arrived(ledger);
      await lab.kill();
      await lab.start();
      await lab.untilArrived(ledger, RECORDS);
      return { committed, arrivedBefore, onRefusal: modelOf(lab).onRefusal };
    },
    { committed: 0, arrivedBefore: 0, onRefusal: 'stops-partition' },
  );
});

describe('A record that cannot be decoded, between two good ones', () => {
  experiment(
    'stops its partition with message_marking.after, also after a new start',
    'poison-blocks',
    { receiver: { message_marking: { after: true }, ...backoff() }, exporter: SYNC },
    async (lab) => {
      const before = await lab.write(1);
      await lab.writeGarbage();
      const behind = await lab.write(1);
      await lab.start();
      const pause = 'pausing partition due to permanent processing error';
      await lab.untilLogged(pause);
      await lab.untilCommitted(1);
      await lab.kill();
      await lab.start();
      await lab.untilLoggedTimes(pause, 2);
      return {
        before: lab.arrived(before),
        behind: lab.arrived(behind),
        committed: await lab.committed(),
        onPoison: modelOf(lab).onPoison,
      };
    },
    { before: 1, behind: 0, committed: 1, onPoison: 'blocks' },
  );

  experiment(
    'stops its partition as well if the backend refuses it for good',
    'poison-refused',
    { receiver: { message_marking: { after: true }, ...backoff() }, exporter: SYNC },
    async (lab) => {
      lab.backend.setMood({ kind: 'refuse', status: 400 });
      await lab.write(1);
      await lab.start();
      await lab.untilLogged('pausing partition due to permanent processing error');
      lab.backend.setMood({ kind: 'accept' });
      return { committed: await lab.committed(), onPoison: modelOf(lab).onPoison };
    },
    { committed: 0, onPoison: 'blocks' },
  );

  experiment(
    'is skipped with on_permanent_error: true',
    'poison-skipped',
    { receiver: { ...AFTER, ...backoff() }, exporter: SYNC },
    async (lab) => {
      await lab.write(1);
      await lab.writeGarbage();
      const behind = await lab.write(1);
      await lab.start();
      await lab.untilArrived(behind, 1);
      await lab.untilCommitted(3);
      return modelOf(lab).onPoison;
    },
    'skips',
  );
});

describe('A topic that is deleted and created again while a task holds its records', () => {
  experiment(
    'gets a commit beyond its new log, and a Collector on earliest begins at the end of that log, whatever is in it',
    'commit-ahead',
    { receiver: { ...AFTER, ...backoff() }, exporter: SYNC },
    async (lab) => {
      lab.backend.setMood({ kind: 'refuse', status: 503 });
      const old = await lab.write(45);
      await lab.start();
      await lab.untilRefusedOften();
      await lab.recreateTopic();
      const skipped = await lab.write(12);
      lab.backend.setMood({ kind: 'accept' });
      await lab.untilArrived(old, 45);
      await lab.untilCommitted(45);
      await lab.kill();
      await lab.start();
      await lab.untilLogged('the client consumed to offset 45 epoch 0 but was reset to offset 12 epoch 0');
      const behind = await lab.write(5);
      await lab.untilArrived(behind, 5);
      return { skipped: 12 - lab.arrived(skipped), committed: await lab.committed() };
    },
    { skipped: 12, committed: 45 },
  );
});

describe('Two backends without queues, one of which refuses for good', () => {
  experiment(
    'the record counts as refused for good, and the other backend, which answered 503, never gets it',
    'fan-out-permanent',
    { receiver: { ...AFTER, ...backoff() }, exporter: SYNC, second: SYNC },
    async (lab) => {
      lab.backend.setMood({ kind: 'refuse', status: 503 });
      lab.second.setMood({ kind: 'refuse', status: 400 });
      const ledger = await lab.write(3);
      await lab.start();
      await lab.untilCommitted(3);
      lab.backend.setMood({ kind: 'accept' });
      lab.second.setMood({ kind: 'accept' });
      const last = await lab.write(1);
      await lab.untilArrived(last, 1);
      return lab.arrived(ledger);
    },
    0,
  );
});
