import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCli } from '../../../lib/cli/run-cli';
import { testCli } from '../../_helpers/cli/context';

const folder = mkdtempSync(path.join(tmpdir(), 'spillway-hostile-'));
const FILE = path.join(folder, 'a\n::stop-commands::b.yaml');
const KEYS = '"x\\n::stop-commands::y\\e[31m": 1\n"z ::add-mask::z ##[add-matcher]z": 1\n';
const CONFIG = `${KEYS}receivers: {"otlp/a\\n::error::b": {}}\n`;

const COMMANDS: [string, string, string[]][] = [
  ['a spec', KEYS, ['validate', FILE]],
  ['a configuration', CONFIG, ['lint', '--no-config', FILE]],
  ['a configuration, as JSON', CONFIG, ['lint', '--no-config', '-o', 'json', FILE]],
  ['a configuration of the linter', KEYS, ['lint', '--config', FILE, FILE]],
  ['an unknown command', KEYS, ['a\n::error::b\u001b[31m']],
  ['an unknown code', KEYS, ['explain', 'A\n::error::B\u001b[31m']],
  ['a spec that is missing', KEYS, ['validate', `${FILE}.missing`]],
];

it.each(COMMANDS)('names in %s neither begin a line nor drive a terminal', async (_what, text, args) => {
  writeFileSync(FILE, text);
  const cli = testCli([]);

  await runCli(args, cli.context);

  const written = cli.out() + cli.err();
  expect(written).not.toBe('');
  expect(written.split('\n').filter((line) => /^\s*::\w|##\w*\[/.test(line))).toEqual([]);
  expect(written).not.toMatch(/(?!\n)\p{Cc}/u);
});

it('as annotations of GitHub, they stay within their command', async () => {
  writeFileSync(FILE, CONFIG);
  const cli = testCli([]);

  await runCli(['lint', '--no-config', '-o', 'github', FILE], cli.context);

  const commands = cli
    .out()
    .split('\n')
    .filter((line) => /^\s*::/.test(line));
  expect(commands.length).toBeGreaterThan(0);
  for (const line of commands)
    expect(line).toMatch(/^::(error|warning|notice) file=[^:]*,line=\d+,col=\d+,title=[A-Z_]+::/);
});
