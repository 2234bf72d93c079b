import type { Situation } from '../../../../lib/core/facts/situation';
import {
  moveBlockers,
  stopBlockers,
  storeBlockers,
  unknownTargets,
} from '../../../../lib/core/gates/stop-gate';
import type { Recreate } from '../../../../lib/core/recreate/recreate-types';
import { gatesWithout } from '../../../../lib/core/vocabulary/gates';
import { codesOf, config, moving, onLatest, recreate, situation } from '../../../_helpers/situation';
import { emptyGroup, service, snapshot, topic } from '../../../_helpers/snapshots';

const REWIND = recreate('rewind', moving({ kind: 'earliest' }));
const stop = (operation: Recreate, more: Partial<Situation> = {}) =>
  codesOf(stopBlockers({ ...situation(more), operation }));

const foreign = { kafka: snapshot([topic('otlp_spans', [{}, {}, {}])], { tasks: 4 }) };
const unread = { kafka: snapshot([topic('otlp_spans', [{}, { logEnd: 'unknown' }, {}])], { tasks: 3 }) };
const notEditable = config({ editProblem: 'an alias' });
const latestNotEditable = config({ editProblem: 'an alias', initialOffset: 'latest' });

describe('tasks are stopped', () => {
  it.each<[string, Recreate, Partial<Situation>, string[]]>([
    ['for a flip, when the gate is open', recreate('flip'), {}, []],
    ['for a flip, not when the gate is closed', recreate('flip'), foreign, ['HOLD_FOREIGN_MEMBER']],
    ['for a re-arm, whatever is not known', recreate('rearm'), { ...foreign, ...unread }, []],
    [
      'for a re-arm, whatever cannot be edited, while earliest is stored',
      recreate('rearm'),
      { config: notEditable },
      [],
    ],
    [
      'for a re-arm, not when latest is stored and cannot be changed: that is unsafe',
      recreate('rearm'),
      { config: latestNotEditable },
      ['HOLD_CONFIG_NOT_EDITABLE', 'ALARM_UNSAFE'],
    ],
    ['for a rewind, when all is known and ours', REWIND, {}, []],
    ['for a rewind, not with somebody else in the group', REWIND, foreign, ['HOLD_FOREIGN_MEMBER']],
    ['for a rewind, not with something unknown', REWIND, unread, ['HOLD_PARTITION_UNKNOWN']],
    ['for a repair that is due, whatever is not known', recreate('repair'), { ...foreign, ...unread }, []],
    [
      'for a repair by hand, not with something unknown',
      recreate('repair', moving({ kind: 'earliest' })),
      unread,
      ['HOLD_PARTITION_UNKNOWN'],
    ],
  ])('%s', (_name, operation, more, expected) => {
    expect(stop(operation, more)).toEqual(expected);
  });
});

describe('a config that cannot be edited', () => {
  it('is unsafe only while latest is in force', () => {
    const ask = (more: Partial<Situation>) =>
      codesOf(storeBlockers({ ...onLatest({ config: latestNotEditable, ...more }), operation: REWIND }));

    expect(ask({})).toEqual(['HOLD_CONFIG_NOT_EDITABLE', 'ALARM_UNSAFE']);
    expect(ask({ config: config({ initialOffset: 'latest' }) })).toEqual([]);
    expect(ask({ asked: gatesWithout('HOLD_CONFIG_NOT_EDITABLE') })).toEqual([]);
  });
});

describe('what commits are moved to', () => {
  const targets = (operation: Recreate, more: Partial<Situation> = {}) =>
    unknownTargets({ ...situation(more), operation });

  it('has to be known for every partition in scope, which are named', () => {
    expect(targets(REWIND, unread)).toMatchObject([
      { text: '1 could not be read', where: [{ topic: 'otlp_spans', partitions: [1] }] },
    ]);
    expect(
      targets(
        recreate('rewind', moving({ kind: 'earliest' }, { topic: 'otlp_spans', partitions: [0] })),
        unread,
      ),
    ).toEqual([]);
  });

  it('is not told while a topic is missing', () => {
    const kafka = snapshot([{ kind: 'missing', signal: 'traces', topic: 'otlp_spans' }]);

    expect(codesOf(targets(REWIND, { kafka }))).toEqual(['HOLD_TOPIC_MISSING']);
  });

  it('is not asked of a recreate that moves nothing by hand', () => {
    expect(targets(recreate('rearm'), unread)).toEqual([]);
  });

  it('is not asked where the gate is taken away', () => {
    expect(targets(REWIND, { ...unread, asked: gatesWithout('HOLD_PARTITION_UNKNOWN') })).toEqual([]);
  });

  it('is not a matter of members where the service is at 0: nobody is there', () => {
    const kafka = snapshot([topic('otlp_spans', [{}])], { group: emptyGroup() });

    expect(moveBlockers({ ...situation({ kafka, service: service(0) }), operation: REWIND })).toEqual([]);
    expect(
      codesOf(moveBlockers({ ...situation({ kafka, service: service(1) }), operation: REWIND })),
    ).toEqual(['HOLD_GROUP_NOT_STABLE']);
  });
});
