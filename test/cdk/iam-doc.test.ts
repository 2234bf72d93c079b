import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CONTROLLER_RIGHTS, type ControllerResources, type Right } from '../../cdk/controller-policy';

const PAGE = path.resolve(__dirname, '../../docs/iam.md');
const TABLE = /(<!-- rights:.*-->\n)[\s\S]*?(<!-- \/rights -->)/;

const WORDS: ControllerResources = {
  parameter: (name) => `\`<prefix>/${name}\``,
  cluster: 'the cluster',
  service: 'the service',
  tasks: "the cluster's tasks",
  logStreams: "the function's log group",
  function: 'this function',
  network: 'EC2 in this account and region',
  secret: 'the secret',
  secretKey: "the secret's key",
  secretsManager: 'Secrets Manager',
  key: 'the key',
  kafka: { cluster: 'the MSK cluster', topics: ["the spec's topics"], group: 'the consumer group' },
};

describe('docs/iam.md', () => {
  it("has each of the controller's rights with its reason (UPDATE_DOCS=1 rewrites it)", () => {
    const page = readFileSync(PAGE, 'utf8');
    const expected = page.replace(TABLE, (_, begin: string, end: string) => `${begin}${table()}\n${end}`);
    if (process.env.UPDATE_DOCS) writeFileSync(PAGE, expected);

    expect(page).toMatch(TABLE);
    expect(readFileSync(PAGE, 'utf8')).toBe(expected);
  });
});

function table(): string {
  return ['| given | action | on | why |', '| --- | --- | --- | --- |', ...CONTROLLER_RIGHTS.map(row)].join(
    '\n',
  );
}

function row(right: Right): string {
  const actions = right.actions.map((action) => `\`${action}\``).join(', ');
  const conditions = Object.values(right.conditions?.(WORDS) ?? {}).flatMap((keys) =>
    Object.entries(keys).map(([key, value]) => `, if \`${key}\` is ${value}`),
  );
  const on = right.resources(WORDS).map((resource) => (resource === '*' ? '`*`' : resource));
  const what = `${right.effect === 'Deny' ? '**denied**: ' : ''}${actions}`;
  return `| ${right.given} | ${what} | ${on.join(', ')}${conditions.join('')} | ${right.why} |`;
}
