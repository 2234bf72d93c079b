import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { spillway } from '../_helpers/cli/command';
import { startCli } from '../_helpers/cli/process';
import { type ScriptedWorld, startScriptedWorld } from '../_helpers/world/scripted-world';

/*
 * Texts that took seconds to minutes, or for ever, because the time to read them grew faster than they did. Through the
 * built command line and bundle.
 */

jest.setTimeout(180_000);

/** No more than this even where both cores are busy; most of it is Node's start. */
const QUICK_MS = 15_000;

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('');
const config = (exporter: string, sections = '') =>
  `receivers:\n  otlp: {protocols: {grpc: {}}}\nexporters:\n  otlp:\n    endpoint: a:4317\n${exporter}${sections}service: {pipelines: {traces: {receivers: [otlp], exporters: [otlp]}}}\n`;
const value = (text: string) => config(`    compression: ${JSON.stringify(text)}\n`);

const BOMB = `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${lines(9, (i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]\n`)}`;
const MERGE_BOMB = `a0: &a0 {k: v}\n${lines(25, (i) => `a${i + 1}: &a${i + 1} {l: *a${i}, r: *a${i}, <<: *a${i}}\n`)}`;

const TEXTS: [string, string][] = [
  ['a placeholder with 50,000 defaults', value(`\${${':-'.repeat(50_000)}`)],
  ['50,000 placeholders within each other', value('${a:-'.repeat(50_000))],
  ['50,000 placeholders', value('${A:-b}'.repeat(50_000))],
  ['100,000 dollars', value('$'.repeat(100_000))],
  ['openings of templates', value('{{<%[['.repeat(20_000))],
  ['240 KB of keys in one map', config(`    headers:\n${lines(20_000, (i) => `      k${i}: v\n`)}`)],
  ['240 KB of the same key', config(`    headers:\n${lines(24_000, () => '      k: v\n')}`)],
  ['240 KB of keys in a flow map', config(`    headers: {${lines(24_000, (i) => `k${i}: v, `)}}\n`)],
  ['5,000 unknown settings', config(lines(5_000, (i) => `    k${i}: v\n`))],
  [
    '5,000 unknown sections',
    config(
      '',
      lines(5_000, (i) => `k${i}: v\n`),
    ),
  ],
  [
    '5,000 receivers',
    `${config('').replace('exporters:', `${lines(5_000, (i) => `  kafka/${i}: {}\n`)}exporters:`)}`,
  ],
  [
    '5,000 pipelines',
    config('').replace(
      '{traces:',
      `{${lines(5_000, (i) => `traces/${i}: {receivers: [otlp], exporters: [otlp]}, `)}traces:`,
    ),
  ],
  ['an alias bomb', BOMB],
  ['a bomb of merge keys', MERGE_BOMB],
  ['10,000 anchors', lines(10_000, (i) => `a${i}: &a${i} x\n`)],
  ['a key of 200 KB', `? ${'k'.repeat(200_000)}\n: v\n`],
  ['100,000 comments', `${'# spillway: ignore KAFKA_TLS_NULL\n'.repeat(100_000)}${config('')}`],
  ['a tag of 100 KB', `a: !${'x'.repeat(100_000)} b\n`],
];

let file: string;

beforeAll(() => {
  file = path.join(mkdtempSync(path.join(tmpdir(), 'spillway-work-')), 'a.yaml');
});

describe.each(TEXTS)('%s', (_what, text) => {
  it.each([
    ['lint', ['--no-config']],
    ['lint', ['--no-config', '-o', 'sarif']],
    ['lint', ['--no-config', '--fix']],
    ['validate', []],
    ['doctor', ['--no-aws']],
  ])('%s %j ends soon, with a code', (command, args) => {
    writeFileSync(file, text);

    const { code, stdout, stderr, tookMs } = spillway([command, ...args, file]);

    expect(tookMs).toBeLessThan(QUICK_MS);
    expect([0, 1, 2]).toContain(code);
    expect(stderr).not.toMatch(/UNEXPECTED|ReferenceError|RangeError|\n\s+at /);
    expect(`${stdout}${stderr}`).toMatch(/[A-Z]+_[A-Z_]+|^ok|no findings/m);
  });
});

describe('Ctrl-C ends a command within a second', () => {
  const WHOLE_16_MB = config(`    headers:\n${lines(800_000, (i) => `      key-${i}: v\n`)}`);

  it.each([
    ['lint of 16 MB', WHOLE_16_MB, ['lint', '--no-config']],
    ['lint of a nested text', `a: ${'['.repeat(3_000_000)}`, ['lint', '--no-config']],
    ['validate of 16 MB', WHOLE_16_MB, ['validate']],
    ['render of 16 MB', WHOLE_16_MB, ['render', 'processing', '-p']],
    ['doctor of 16 MB', WHOLE_16_MB, ['doctor']],
    ['status of a spec of 16 MB', WHOLE_16_MB, ['status', '-p']],
  ])('%s', async (_what, text, args) => {
    writeFileSync(file, text);
    for (const afterMs of [150, 400, 900]) {
      const cli = startCli([...args, file], 'http://127.0.0.1:1');
      await pause(afterMs);
      const beganMs = performance.now();
      cli.interrupt();
      await cli.ended;
      expect(performance.now() - beganMs).toBeLessThan(1_500);
    }
  });
});

describe("what a task's metrics port says", () => {
  let world: ScriptedWorld | undefined;

  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

  const METRICS: [string, string][] = [
    ['a label of 500 KB', `x{${'a'.repeat(500_000)}} 1\n`],
    ['a label of 500 KB of an exporter', `otelcol_exporter_queue_size{${'a'.repeat(500_000)}} 1\n`],
    ['100 KB of labels', `otelcol_exporter_queue_size{${'a="b",'.repeat(20_000)} 1\n`],
    ['a text that does not end', `otelcol_exporter_queue_size{a="${'\\\\'.repeat(250_000)}\n`],
    ['4 MB of lines', 'otelcol_exporter_sent_spans{exporter="a"} 1\n'.repeat(90_000)],
    ['4 MB of brackets', `otelcol_exporter_sent_spans${'{'.repeat(3_900_000)}\n`],
    ['4 MB of commas', `otelcol_exporter_sent_spans{${','.repeat(3_900_000)}\n`],
    ['spaces', `otelcol_exporter_sent_spans{a="b"${' '.repeat(3_900_000)}\n`],
  ];

  it.each(METRICS)('%s: status and a tick still answer soon', async (_what, metrics) => {
    world = await startScriptedWorld({ metrics });

    const { code, stdout, tookMs } = await world.cli('status', '--json');
    const beganMs = performance.now();
    const { report } = await world.invoke();

    expect({ code, document: JSON.parse(stdout) }).toMatchObject({
      code: 0,
      document: { lag: { total: '10' } },
    });
    expect(tookMs).toBeLessThan(QUICK_MS);
    expect(report).toMatchObject({ lag: { total: '10' } });
    expect(performance.now() - beganMs).toBeLessThan(QUICK_MS);
  });
});
