import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { parsePipelineSpec } from '../../lib/pipeline';
import { documentationPages } from '../../local/docs/pages';
import { codeBlocksOf, commandsIn, ROOT } from '../_helpers/docs/documentation';

const CLI = path.join(ROOT, 'dist/bundle/spillway.js');
/** A wrong command line ends with 2 and one of these; so does a command that asks for consent, which is right. */
const WRONG_USAGE =
  /unknown (?:option|command)|missing required|too many arguments|is invalid|no such command/i;
/** These contact nothing, so that they have to succeed here. */
const OFFLINE = /^(?:validate|render|lint|explain)\b(?!.*(?:--live|\||my-))/;
/** What a page may ask a reader to run, and no test can: it needs an account, a registry, or a container engine. */
const ELSEWHERE = /^(?:aws|docker|git|cd|tar|cat|export|echo|npm (?:ci|install|pack)|npx cdk|[a-z]+=)/;

const blocks = [...documentationPages(ROOT), 'CONTRIBUTING.md'].flatMap((page) =>
  codeBlocksOf(page, readFileSync(path.join(ROOT, page), 'utf8')),
);
const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap((block) => commandsIn(block).map((command) => ({ page: block.page, command })));
const scripts = Object.keys(
  (JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { scripts: object }).scripts,
);

/** The arguments of `spillway`, however a page calls it; `undefined` for another program. */
function spillwayArguments(command: string): string | undefined {
  return /^(?:[A-Z_]+=\S+ )*(?:npx (?:--package \S+ )?)?spillway (.*)$|\| (?:npx )?spillway (.*)$/
    .exec(command.replace(/^npm run (?:-s )?spillway --/, 'spillway'))
    ?.slice(1)
    .find(Boolean);
}

describe('a command block of README.md and docs/', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'spillway-docs-'));
    cpSync(path.join(ROOT, 'docs/samples'), folder, { recursive: true });
    cpSync(path.join(ROOT, 'examples'), path.join(folder, 'examples'), { recursive: true });
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const ofSpillway = commands.flatMap((each) => {
    const args = spillwayArguments(each.command);
    return args === undefined ? [] : [{ ...each, args }];
  });

  it.each(ofSpillway)('$page: $command', async ({ args }) => {
    const { code, text } = await run(args, folder);

    expect(text).not.toMatch(WRONG_USAGE);
    // Nothing answers here, so a command that has to contact something fails; a lint of the samples finds something.
    if (OFFLINE.test(args)) expect([0, 1]).toContain(code);
  });

  it('names only scripts of package.json, test files and programs that exist', () => {
    const others = commands.filter(({ command }) => spillwayArguments(command) === undefined);

    expect(others.filter(({ command }) => !isKnown(command))).toEqual([]);
  });

  it('contains a complete pipeline spec only if the spec is valid', () => {
    const specs = blocks
      // The bad examples of the rules are not even YAML, some of them.
      .filter(({ language, page }) => language === 'yaml' && page !== 'docs/lint-rules.md')
      .map(({ page, lines }) => ({ page, text: lines.join('\n') }))
      .filter(({ text }) => isSpec(parse(text)));

    expect(specs).not.toEqual([]);
    for (const { page, text } of specs) expect(() => parsePipelineSpec(text, page)).not.toThrow();
  });
});

function run(args: string, cwd: string): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      'bash',
      ['-c', `node '${CLI}' ${args}`],
      {
        cwd,
        // No account, and an endpoint that refuses at once.
        env: {
          PATH: process.env.PATH,
          AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
          AWS_REGION: 'eu-west-1',
          AWS_ACCESS_KEY_ID: 'none',
          AWS_SECRET_ACCESS_KEY: 'none',
          AWS_EC2_METADATA_DISABLED: 'true',
        },
        timeout: 25_000,
      },
      (error, stdout, stderr) =>
        resolve({
          code: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
          text: stdout + stderr,
        }),
    );
    child.stdin?.end(readFileSync(path.join(ROOT, 'docs/samples/pipeline.yaml')));
  });
}

function isKnown(command: string): boolean {
  const [, script] = /^npm (?:run (?:-s )?)?([\w:-]+)/.exec(command) ?? [];
  if (script !== undefined && scripts.includes(script)) return true;
  const [, project, pattern = ''] =
    /npx jest --selectProjects (\S+) --testPathPatterns '?([^' ]+)/.exec(command) ?? [];
  if (project !== undefined) return testFiles().some((file) => new RegExp(pattern).test(file));
  const [, file] = /^node (\S+)/.exec(command) ?? [];
  if (file !== undefined) return existsSync(path.join(ROOT, file));
  return ELSEWHERE.test(command);
}

function testFiles(): string[] {
  return readdirSync(path.join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).map((name) =>
    path.join(ROOT, 'test', name),
  );
}

function isSpec(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'name' in value && 'kafka' in value && 'tiers' in value
  );
}
