import type { Situation } from '../../../../lib/core/facts/situation';
import {
  configBlockers,
  dataBlockers,
  editBlockers,
  flipBlockers,
} from '../../../../lib/core/gates/flip-gate';
import { gatesWithout } from '../../../../lib/core/vocabulary/gates';
import { testSpec } from '../../../_helpers/pipeline';
import { codesOf, config, layout, onLatest, situation } from '../../../_helpers/situation';
import { service, snapshot, topic } from '../../../_helpers/snapshots';

const flip = (more: Partial<Situation> = {}) => codesOf(flipBlockers(situation(more)));
const spans = (...given: Parameters<typeof topic>[1]) => snapshot([topic('otlp_spans', given)], { tasks: 3 });

describe('the flip gate', () => {
  it('is open when every partition is committed, assigned to our tasks, and nothing moves', () => {
    expect(flipBlockers(situation())).toEqual([]);
  });

  it.each<[string, Partial<Situation>, string]>([
    ['a commit past the end', { kafka: spans({ logEnd: 9n }, {}, {}) }, 'HOLD_COMMIT_OUT_OF_RANGE'],
    [
      'a partition that could not be read',
      { kafka: spans({ logEnd: 'unknown' }, {}, {}) },
      'HOLD_PARTITION_UNKNOWN',
    ],
    [
      'a topic that does not exist',
      { kafka: snapshot([{ kind: 'missing', signal: 'traces', topic: 'otlp_spans' }], { tasks: 3 }) },
      'HOLD_TOPIC_MISSING',
    ],
    [
      'retention that is too short',
      { kafka: snapshot([topic('otlp_spans', [{}, {}, {}], 600_000)], { tasks: 3 }) },
      'HOLD_RETENTION_HEADROOM',
    ],
    [
      'a member more than there are tasks',
      { kafka: snapshot([topic('otlp_spans', [{}, {}, {}])], { tasks: 4 }) },
      'HOLD_FOREIGN_MEMBER',
    ],
    ['a task that is missing', { service: service(3, { desiredCount: 4 }) }, 'HOLD_ROLLOUT_IN_PROGRESS'],
    [
      'the config of somebody else',
      { config: config({ mismatch: 'reads as group other' }) },
      'HOLD_CONFIG_FOREIGN',
    ],
    [
      'a config that cannot be edited',
      { config: config({ editProblem: 'an alias' }) },
      'HOLD_CONFIG_NOT_EDITABLE',
    ],
    [
      'Application Auto Scaling on the service',
      { service: service(3, { autoScaling: { kind: 'attached', min: 1, max: 9 } }) },
      'HOLD_AUTO_SCALING',
    ],
    [
      'a topic given as a pattern',
      { topics: [{ signal: 'traces', topic: '^otlp_.*' }] },
      'HOLD_TOPIC_PATTERN',
    ],
    [
      'partitions that met latest uncovered',
      { covered: layout([topic('otlp_spans', [{}, {}])]) },
      'HOLD_REPAIR_PENDING',
    ],
  ])('is closed by %s', (_name, given, code) => {
    expect(flip(given)).toEqual([code]);
  });

  it('reports every blocker, not only the first', () => {
    const given = {
      kafka: spans({ logEnd: 9n }, { logEnd: 'unknown' }, {}),
      service: service(3, { pendingCount: 1 }),
      config: config({ mismatch: 'other' }),
    };

    expect(flip(given)).toEqual([
      'HOLD_PARTITION_UNKNOWN',
      'HOLD_COMMIT_OUT_OF_RANGE',
      'HOLD_CONFIG_FOREIGN',
      'HOLD_ROLLOUT_IN_PROGRESS',
    ]);
  });

  it.each([
    [
      'a pattern, when the user allows it',
      { topicPatterns: 'allow' },
      { topics: [{ signal: 'traces', topic: '^otlp_.*' }] },
    ],
    [
      'Auto Scaling, when the user overrides it',
      { external: 'override' },
      { service: service(3, { autoScaling: { kind: 'attached', min: 1, max: 9 } }) },
    ],
    [
      'Auto Scaling that may not be described: it would hold for ever',
      {},
      { service: service(3, { autoScaling: { kind: 'unknown' } }) },
    ],
    [
      'what was covered, as long as nothing was added',
      {},
      { covered: layout([topic('otlp_spans', [{}, {}, {}])]) },
    ],
  ] as const)('stays open by %s', (_name, policy, given) => {
    expect(flip({ policy: testSpec(policy).policy, ...given } as Partial<Situation>)).toEqual([]);
  });

  it('says which topics are patterns, and between which counts Auto Scaling moves', () => {
    const reasons = flipBlockers(
      situation({
        topics: [
          { signal: 'traces', topic: '^a' },
          { signal: 'logs', topic: 'otlp_spans' },
          { signal: 'metrics', topic: '^b' },
        ],
        service: service(3, { autoScaling: { kind: 'attached', min: 2, max: 9 } }),
      }),
    );

    expect(reasons.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['^a, ^b: a pattern', 'between 2 and 9 tasks']),
    );
  });
});

describe('while the group is Empty', () => {
  it('only the data is asked for: nobody is in the group, and nothing runs', () => {
    const given = situation({
      service: service(0),
      kafka: { ...spans({ logEnd: 9n }, {}, {}), group: { groupId: 'g', state: 'Empty', members: [] } },
    });

    expect(codesOf(dataBlockers(given))).toEqual(['HOLD_COMMIT_OUT_OF_RANGE']);
  });

  it('names what met latest uncovered, and how many', () => {
    const covered = layout([topic('otlp_spans', [{}])]);

    expect(dataBlockers(situation({ covered }))).toMatchObject([
      {
        code: 'HOLD_REPAIR_PENDING',
        text: '2 not repaired yet',
        where: [{ topic: 'otlp_spans', partitions: [1, 2] }],
      },
    ]);
  });

  it('does not speak of repair while latest is stored: the re-arm does it', () => {
    expect(dataBlockers(onLatest({ covered: layout([topic('otlp_spans', [{}])]) }))).toEqual([]);
  });
});

describe('the config', () => {
  it('is asked both questions, each with its text', () => {
    const given = situation({ config: config({ mismatch: 'reads as other', editProblem: 'an alias' }) });

    expect(configBlockers(given).map(({ code, text }) => [code, text])).toEqual([
      ['HOLD_CONFIG_FOREIGN', 'reads as other'],
      ['HOLD_CONFIG_NOT_EDITABLE', 'an alias'],
    ]);
  });

  it('is asked neither where the explorer takes the gates away', () => {
    const broken = config({ mismatch: 'reads as other', editProblem: 'an alias' });

    expect(
      codesOf(configBlockers(situation({ config: broken, asked: gatesWithout('HOLD_CONFIG_FOREIGN') }))),
    ).toEqual(['HOLD_CONFIG_NOT_EDITABLE']);
    expect(editBlockers({ config: broken, asked: gatesWithout('HOLD_CONFIG_NOT_EDITABLE') })).toEqual([]);
  });

  it('of a repair that is pending holds no flip where the explorer takes that gate away', () => {
    const given = {
      covered: layout([topic('otlp_spans', [{}])]),
      asked: gatesWithout('HOLD_REPAIR_PENDING'),
    };

    expect(flip(given)).toEqual([]);
  });
});
