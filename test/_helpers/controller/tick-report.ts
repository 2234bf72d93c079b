import type { CostReport, TickReport } from '../../../lib/controller/tick-report';

/** The cost of a rewind of six partitions. */
export const SAMPLE_COST: CostReport = {
  offsets: '40000',
  partitions: 6,
  minutes: 12.4,
  stops: 1,
  stopSeconds: 180,
  rolls: 0,
  cutOffsets: '1200',
  queued: { kind: 'nothing', text: 'the tasks hold nothing' },
  complete: true,
};

/** An ordinary tick report: six partitions of one topic, one of them behind. */
export function sampleReport(more: Partial<TickReport> = {}): TickReport {
  return {
    at: '2026-11-24T10:00:00.000Z',
    pipeline: 'checkout',
    group: 'otel-collector',
    mode: 'act',
    outcome: 'unchanged',
    phase: 'draining',
    drained: false,
    reasons: [
      {
        code: 'DRAINING',
        kind: 'info',
        line: 'DRAINING otlp_spans partitions 3: 1 partition behind',
        where: [],
      },
    ],
    lag: {
      total: '12345',
      atRisk: '0',
      lost: '0',
      complete: true,
      topics: [
        {
          signal: 'traces',
          topic: 'otlp_spans',
          lag: '12345',
          atRisk: '0',
          partitions: [0, 1, 2, 3, 4, 5].map((partition) => ({
            partition,
            state: partition === 3 ? 'behind' : 'caught-up',
            lag: partition === 3 ? '12345' : '0',
            atRisk: '0',
            timeLagSeconds: partition === 3 ? 185 : 0,
          })),
        },
      ],
    },
    timeLagSeconds: 185,
    timeLagComplete: true,
    stampedAhead: 0,
    lossUnknown: 0,
    eta: { kind: 'unknown', why: 'first look' },
    skewed: [],
    tasks: { useful: 6, target: 6, desired: 2, running: 2, pending: 0 },
    initialOffset: { stored: 'earliest', runningEarliest: 2, runningLatest: 0 },
    readers: {
      state: 'Stable',
      tasks: 2,
      absent: 0,
      members: ['10.0.0.7', '10.0.0.8'].map((host, index) => ({
        clientId: 'spillway-checkout',
        host,
        partitions: [{ topic: 'otlp_spans', partitions: [index * 3, index * 3 + 1, index * 3 + 2] }],
      })),
    },
    ...more,
  };
}

/** Like `sampleReport`, for a tick that has accepted a command. */
export function acceptedReport(more: Partial<TickReport> = {}): TickReport {
  return sampleReport({
    outcome: 'noted',
    answer: {
      accepted: true,
      lines: ['REQUEST_ACCEPTED: rewind'],
      cost: SAMPLE_COST,
    },
    ...more,
  });
}
