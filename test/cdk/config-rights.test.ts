import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CONFIG_RIGHTS } from '../../cdk/config-rights';

const PAGE = path.resolve(__dirname, '../../docs/iam.md');
const TABLE = /(<!-- config-rights:.*-->\n)[\s\S]*?(<!-- \/config-rights -->)/;

const WORDS = {
  parameter: (name: string) => `\`<prefix>/${name}\``,
  logStreams: "the function's log group",
};

describe('docs/iam.md', () => {
  it("has each right of the config's custom resource with its reason (UPDATE_DOCS=1 rewrites it)", () => {
    const page = readFileSync(PAGE, 'utf8');
    const expected = page.replace(TABLE, (_, begin: string, end: string) => `${begin}${table()}\n${end}`);
    if (process.env.UPDATE_DOCS) writeFileSync(PAGE, expected);

    expect(page).toMatch(TABLE);
    expect(readFileSync(PAGE, 'utf8')).toBe(expected);
  });
});

function table(): string {
  const rows = CONFIG_RIGHTS.map(({ given, actions, resources, why }) => {
    const named = actions.map((action) => `\`${action}\``).join(', ');
    return `| ${given} | ${named} | ${resources(WORDS).join(', ')} | ${why} |`;
  });
  return ['| given | action | on | why |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
