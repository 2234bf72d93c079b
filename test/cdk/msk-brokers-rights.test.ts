import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MSK_BROKERS_RIGHTS } from '../../cdk/msk-brokers-rights';

const ROOT = path.resolve(__dirname, '../..');
const PAGE = path.join(ROOT, 'docs/iam.md');
const TABLE = /(<!-- msk-brokers-rights:.*-->\n)[\s\S]*?(<!-- \/msk-brokers-rights -->)/;

const WORDS = { cluster: 'the MSK cluster', logStreams: "the function's log group" };

describe('the rights of the function that asks MSK', () => {
  it('stand in docs/iam.md, each with its reason (UPDATE_DOCS=1 rewrites it)', () => {
    const page = readFileSync(PAGE, 'utf8');
    const expected = page.replace(TABLE, (_, begin: string, end: string) => `${begin}${table()}\n${end}`);
    if (process.env.UPDATE_DOCS) writeFileSync(PAGE, expected);

    expect(page).toMatch(TABLE);
    expect(readFileSync(PAGE, 'utf8')).toBe(expected);
  });

  it('are what it calls, beside its log', () => {
    const adapter = readFileSync(path.join(ROOT, 'lib/aws/msk-brokers.ts'), 'utf8');
    const sent = [...adapter.matchAll(/new (\w+)Command\(/g)].map(([, operation]) => `kafka:${operation}`);
    const granted = MSK_BROKERS_RIGHTS.flatMap(({ actions }) => actions);

    expect(granted.filter((action) => !action.startsWith('logs:'))).toEqual([...new Set(sent)]);
  });
});

function table(): string {
  const rows = MSK_BROKERS_RIGHTS.map(({ actions, resources, why }) => {
    const named = actions.map((action) => `\`${action}\``).join(', ');
    return `| ${named} | ${resources(WORDS).join(', ')} | ${why} |`;
  });
  return ['| action | on | why |', '| --- | --- | --- |', ...rows].join('\n');
}
