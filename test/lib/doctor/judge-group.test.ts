import { judgeGroup } from '../../../lib/doctor/judge-group';
import type { GroupView } from '../../../lib/doctor/ports';

const view = (more: Partial<GroupView> = {}): GroupView => ({
  errorCode: 0,
  state: 'Stable',
  protocolType: 'consumer',
  members: 2,
  rights: ['READ', 'DESCRIBE'],
  ...more,
});

describe('a group', () => {
  it.each<[string, GroupView, string, string | undefined]>([
    ['with members', view(), 'Classic', undefined],
    ['that nobody has used yet', view({ state: 'Dead', protocolType: '', members: 0 }), 'unknown', undefined],
    ['that is not found, as newer brokers say', view({ errorCode: 69, state: 'Dead' }), 'unknown', undefined],
    ['without any right', view({ errorCode: 30 }), 'unknown', 'GROUP_DENIED'],
    ['that may be described but not read', view({ rights: ['DESCRIBE'] }), 'Classic', 'GROUP_DENIED'],
    ['of an old broker that tells no rights', view({ rights: 'unknown' }), 'unknown', undefined],
    ['of KIP-848', view({ errorCode: 69, state: 'Dead' }), 'Consumer', 'GROUP_OTHER_PROTOCOL'],
    ['of Kafka Connect', view({ protocolType: 'connect' }), 'Classic', 'GROUP_OTHER_PROTOCOL'],
    ['of Collectors before v0.138', view({ strategy: 'range' }), 'Classic', 'GROUP_STRATEGY_OTHER'],
    ['of Collectors since v0.138', view({ strategy: 'cooperative-sticky' }), 'Classic', undefined],
    ['whose members left', view({ strategy: 'range', members: 0 }), 'Classic', undefined],
    ['that failed otherwise', view({ errorCode: 15 }), 'unknown', 'REQUEST_FAILED'],
  ])('%s', (_title, group, kind, code) => {
    expect(judgeGroup('otel', group, kind).code).toBe(code);
  });
});
