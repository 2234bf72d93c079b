import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');
const PAGE = readFileSync(path.join(ROOT, 'docs/deploy-checks.md'), 'utf8');

const told = readdirSync(path.join(ROOT, 'cdk'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => [...readFileSync(path.join(ROOT, 'cdk', file), 'utf8').matchAll(/'(CDK_[A-Z_]+)'/g)])
  .map(([, code]) => code);
const documented = [...PAGE.matchAll(/^\| `(CDK_[A-Z_]+)` \|/gm)].map(([, code]) => code);

describe('docs/deploy-checks.md', () => {
  it('has one row for every misuse that is told at synth, and for no other', () => {
    expect(documented.sort()).toEqual([...new Set(told)].sort());
  });
});
