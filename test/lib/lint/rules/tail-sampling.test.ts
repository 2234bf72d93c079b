import { describeRule, ingestion, processing } from '../../../_helpers/lint/lint-rule';
import { example } from '../../../_helpers/pipeline/examples';

const sampling = (settings: string) => ({
  processors: `tail_sampling: {${settings}}`,
  order: 'tail_sampling',
});
const behind = (settings: string) => processing(sampling(settings));
const CACHE = 'decision_cache: {sampled_cache_size: 10, non_sampled_cache_size: 10}';

describeRule('TAIL_SAMPLING_OVERFLOW', [
  {
    what: 'the defaults',
    given: behind(''),
    found: ['warning a.yaml:3'],
    says: 'about 1666 traces per second',
  },
  {
    what: 'a version that cannot block',
    given: behind(''),
    situation: { minor: 115 },
    found: ['warning a.yaml:3'],
    says: 'Raise num_traces',
  },
  { what: 'traces that wait', given: behind(`block_on_overflow: true, ${CACHE}`) },
  { what: 'a switch known only in the environment', given: behind('block_on_overflow: "${env:B}"') },
  { what: 'tail_sampling without Kafka before it', given: ingestion(sampling('')) },
]);

describeRule('TAIL_SAMPLING_LIMITS_DRAIN', [
  {
    what: 'the defaults with block_on_overflow',
    given: behind(`block_on_overflow: true, ${CACHE}`),
    found: ['info a.yaml:3'],
    says: 'at most 1666 traces per second',
  },
  {
    what: 'a small num_traces',
    given: behind(`block_on_overflow: true, num_traces: 100, decision_wait: 2s, ${CACHE}`),
    found: ['info a.yaml:3'],
    says: 'at most 50 traces per second, because tail_sampling holds num_traces (100) traces for decision_wait (2 s)',
  },
  {
    what: '2,000 traces per second',
    given: behind(`block_on_overflow: true, num_traces: 20000, decision_wait: 10s, ${CACHE}`),
  },
  {
    what: 'a size known only in the environment',
    given: behind(`block_on_overflow: true, num_traces: "\${env:N}", ${CACHE}`),
  },
  { what: 'a sampler that drops instead', given: behind('') },
  {
    what: 'tail_sampling without Kafka before it',
    given: ingestion(sampling(`block_on_overflow: true, ${CACHE}`)),
  },
]);

describeRule('TAIL_SAMPLING_HANGS', [
  {
    what: 'block_on_overflow alone',
    given: behind('block_on_overflow: true, num_traces: 100'),
    found: ['error a.yaml:3'],
    says: 'Set each size to 200',
  },
  {
    what: 'one of the two caches',
    given: behind('block_on_overflow: true, decision_cache: {sampled_cache_size: 9}'),
    found: ['error a.yaml:3'],
    says: 'decision_cache.non_sampled_cache_size',
  },
  { what: 'both caches', given: behind(`block_on_overflow: true, ${CACHE}`) },
  { what: 'dropping', given: behind('block_on_overflow: false') },
  {
    what: 'caches known only in the environment',
    given: behind('block_on_overflow: true, decision_cache: "${file:/c}"'),
  },
]);

describeRule('TAIL_SAMPLING_DECISION_WAIT', [
  {
    what: 'a longer wait',
    given: behind('decision_wait: 1m30s'),
    situation: { facts: { stopTimeoutMs: 30_000 } },
    found: ['warning a.yaml:3'],
    says: '90 s',
  },
  {
    what: "a wait above the spec's stopTimeout",
    given: behind('decision_wait: 61s'),
    situation: { facts: { spec: example('plain') } },
    found: ['warning a.yaml:3'],
  },
  {
    what: 'a wait of the same length',
    given: behind('decision_wait: 30s'),
    situation: { facts: { stopTimeoutMs: 30_000 } },
  },
  { what: 'a stopTimeout that is not known', given: behind('decision_wait: 10m') },
  {
    what: 'traces that are dropped anyway',
    given: behind('decision_wait: 1m, drop_pending_traces_on_shutdown: true'),
    situation: { facts: { stopTimeoutMs: 1 } },
  },
]);

describeRule('TAIL_SAMPLING_DROPS_ON_SHUTDOWN', [
  { what: 'the switch', given: behind('drop_pending_traces_on_shutdown: true'), found: ['warning a.yaml:3'] },
  { what: 'the default', given: behind('') },
]);

describeRule('TAIL_SAMPLING_MEMORY', [
  {
    what: 'the default in a small task',
    given: behind(''),
    situation: { facts: { taskMemoryMib: 512 } },
    found: ['warning a.yaml:3'],
    says: 'about 977 MiB',
  },
  { what: 'the default in a larger one', given: behind(''), situation: { facts: { taskMemoryMib: 1_024 } } },
  { what: 'fewer traces', given: behind('num_traces: 10000'), situation: { facts: { taskMemoryMib: 512 } } },
  {
    what: 'a number known only in the environment',
    given: behind('num_traces: "${env:N}"'),
    situation: { facts: { taskMemoryMib: 1 } },
  },
]);

describeRule('TAIL_SAMPLING_CACHE_SMALL', [
  {
    what: 'a cache below num_traces',
    given: behind('num_traces: 100, decision_cache: {sampled_cache_size: 50, non_sampled_cache_size: 1000}'),
    found: ['info a.yaml:3'],
    says: 'sampled_cache_size of tail_sampling is 50',
  },
  {
    what: 'a cache above num_traces',
    given: behind('num_traces: 100, decision_cache: {sampled_cache_size: 200, non_sampled_cache_size: 1000}'),
  },
  { what: 'no cache', given: behind('num_traces: 100') },
]);
