import path from 'node:path';
import { ensureCollector } from '../../local/collector/ensure-collector';
import { type LogLine, masked } from '../_helpers/collector/collector-log';
import { watchCollector } from '../_helpers/collector/watch-collector';
import { madePart } from '../_helpers/docs/made-docs';
import { askDoctor, type DoctorAnswer } from '../_helpers/doctor/ask-doctor';
import {
  type DoctorFault,
  doctorFaults,
  healthyReceivers,
  processingConfig,
} from '../_helpers/doctor/faults';
import { type DoctorWorld, startDoctorWorld } from '../_helpers/doctor/world';
import { KAFKA_START_TIMEOUT_MS } from '../_helpers/kafka/broker';

jest.setTimeout(180_000);

describe('spillway doctor next to a real Collector, on real brokers', () => {
  let world: DoctorWorld;
  let bin: string;
  let answers: Map<DoctorFault, DoctorAnswer>;

  beforeAll(async () => {
    bin = await ensureCollector({
      cacheDir: path.resolve(__dirname, '../../.cache'),
      version: '0.160.0',
      progress: (line) => process.stderr.write(`${line}\n`),
      otelcolBin: process.env.OTELCOL_BIN,
    });
    world = await startDoctorWorld();
    answers = new Map();
    for (const fault of doctorFaults(world)) {
      answers.set(fault, await askDoctor({ config: processingConfig(fault.receiver) }));
    }
  }, KAFKA_START_TIMEOUT_MS);

  afterAll(() => world?.stop());

  it('reports every fault with its own code', () => {
    const told = [...answers].map(([{ title }, { faults, exitCode }]) => ({ title, faults, exitCode }));

    expect(told).toEqual(
      [...answers.keys()].map(({ title, code }) => ({ title, faults: [code], exitCode: 1 })),
    );
  });

  it('fits every line into 80 columns, and shows no password', () => {
    for (const { text } of answers.values()) {
      expect(text.split('\n').filter(({ length }) => length > 80)).toEqual([]);
      expect(text).not.toMatch(/correct-horse|PRIVATE KEY/);
    }
  });

  it('finds no fault in a working setup', async () => {
    const receivers = Object.entries(healthyReceivers(world));
    for (const [name, receiver] of receivers) {
      const { faults, exitCode } = await askDoctor({ config: processingConfig(receiver) });

      expect({ name, faults, exitCode }).toEqual({ name, faults: [], exitCode: 0 });
    }
  });

  it('says more than the Collector, whose log is quoted unchanged in the docs', async () => {
    const lines = await Promise.all(
      [...answers.keys()].map(({ receiver, collectorSays }) =>
        watchCollector(bin, processingConfig(receiver), collectorSays),
      ),
    );
    const quotes = [...answers].map(([fault, answer], index) => quote(fault, lines[index], answer));

    const page = madePart('doctor-faults.md', 'collector-quotes', quotes.join('\n\n'));

    for (const [index, { title, code, collectorSays }] of [...answers.keys()].entries()) {
      const [, own = ''] = page.split(new RegExp(`^### ${title}$`, 'm'));
      const [paragraph = ''] = own.split(/^### /m);
      expect({ title, matches: collectorSays.test(paragraph) && paragraph.includes(code) }).toEqual({
        title,
        matches: true,
      });
      expect(lines[index]?.text).toMatch(collectorSays);
    }
  });
});

function quote({ title }: DoctorFault, line: LogLine | undefined, answer: DoctorAnswer): string {
  const [, ...paragraphs] = answer.text.trim().split('\n\n');
  const faults = paragraphs.filter((paragraph) => paragraph.startsWith('fault '));
  return [
    `### ${title}`,
    '',
    '```',
    `Collector: ${line?.level} ${masked(line?.text ?? '')}`,
    ...faults.map((paragraph) => `doctor: ${masked(paragraph)}`),
    '```',
  ].join('\n');
}
