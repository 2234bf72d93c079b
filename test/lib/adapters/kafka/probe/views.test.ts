import { clusterView } from '../../../../../lib/adapters/kafka/probe/cluster-view';
import { operationsOf } from '../../../../../lib/adapters/kafka/probe/operations';

const NOT_TOLD = -2_147_483_648;
const READ_AND_DESCRIBE = (1 << 3) | (1 << 8);

describe('operations of a login', () => {
  it.each([
    [READ_AND_DESCRIBE, ['READ', 'DESCRIBE']],
    [0, []],
    [1 << 12, ['IDEMPOTENT_WRITE']],
    [NOT_TOLD, 'unknown'],
    [undefined, 'unknown'],
  ])('are the bits of %p', (bits, operations) => {
    expect(operationsOf(bits)).toEqual(operations);
  });
});

describe('the cluster', () => {
  it('is seen with replicas, leaders and rights', () => {
    const response = {
      ...{ brokers: [{ nodeId: 1, host: 'kafka', port: 9092 }], controllerId: 1, operations: NOT_TOLD },
      topics: [
        { topic: 'gone', errorCode: 3, isInternal: false, first: 0, rows: 0 },
        {
          ...{ topic: 'otlp_spans', errorCode: 0, isInternal: false, first: 0, rows: 1 },
          operations: READ_AND_DESCRIBE,
        },
      ],
      partitions: {
        ...{ partition: Int32Array.of(7), errorCode: Int16Array.of(0), leader: Int32Array.of(1) },
        ...{ replicas: Int16Array.of(3), inSync: Int16Array.of(2) },
      },
    };

    expect(clusterView(response)).toEqual({
      ...{ brokers: response.brokers, controllerId: 1, rights: 'unknown' },
      topics: [
        { topic: 'gone', errorCode: 3, rights: 'unknown', partitions: [] },
        {
          ...{ topic: 'otlp_spans', errorCode: 0, rights: ['READ', 'DESCRIBE'] },
          partitions: [{ partition: 7, leader: 1, replicas: 3, inSync: 2 }],
        },
      ],
    });
  });
});
