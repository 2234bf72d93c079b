import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MSK_BROKERS_RIGHTS } from '../../cdk/msk-brokers-rights';
import { madePart } from '../_helpers/docs/made-docs';
import { RESOURCE_WORDS, rightsTable } from '../_helpers/rights/rights-table';

const ADAPTER = path.resolve(__dirname, '../../lib/adapters/aws/msk-brokers.ts');
const WORDS = { ...RESOURCE_WORDS, cluster: 'the MSK cluster' };

describe('the rights of the function that asks MSK', () => {
  it('are listed in docs/iam.md, each with its reason (UPDATE_DOCS=1 rewrites it)', () => {
    const table = rightsTable(
      MSK_BROKERS_RIGHTS.map((right) => ({ ...right, given: 'always' })),
      WORDS,
    );

    expect(madePart('iam.md', 'msk-brokers-rights', table)).toBe(table);
  });

  it('are exactly the calls it makes, apart from its log', () => {
    const adapter = readFileSync(ADAPTER, 'utf8');
    const sent = [...adapter.matchAll(/new (\w+)Command\(/g)].map(([, operation]) => `kafka:${operation}`);
    const granted = MSK_BROKERS_RIGHTS.flatMap(({ actions }) => actions);

    expect(granted.filter((action) => !action.startsWith('logs:'))).toEqual([...new Set(sent)]);
  });
});
