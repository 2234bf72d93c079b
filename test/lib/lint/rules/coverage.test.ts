import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { READING_RULES, RULES } from '../../../../lib/lint';
import { findingsIn } from '../../../_helpers/lint/lint-rule';

const CORPUS = path.resolve(__dirname, '../../../_fixtures/collector-corpus');

const CORPUS_TEXTS = readdirSync(CORPUS, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
  .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));

describe('Every rule', () => {
  it('has a table of configurations with and without a finding', () => {
    const tests = readdirSync(__dirname)
      .map((file) => readFileSync(path.join(__dirname, file), 'utf8'))
      .join('\n');

    expect(RULES.map(({ code }) => code).filter((code) => !tests.includes(`describeRule('${code}'`))).toEqual(
      [],
    );
  });
});

describe('Every finding over the corpus', () => {
  it.each([115, 160])(
    'of v0.%d has a correct line, and a message of at most 420 characters that is a sentence',
    (minor) => {
      const findings = CORPUS_TEXTS.flatMap((text) =>
        findingsIn(text, { minor }).map((each) => ({ ...each, text })),
      );

      expect(findings.length).toBeGreaterThan(CORPUS_TEXTS.length);
      const isRight = ({ message, place, text }: (typeof findings)[number]) =>
        message.length <= 420 &&
        /[.!?]$/.test(message) &&
        place.line === text.slice(0, place.start).split(/\r\n|\r|\n/).length;
      expect(findings.filter((each) => !isRight(each)).map(({ code, message }) => [code, message])).toEqual(
        [],
      );
    },
  );
});

/** Rules without a finding in the corpus, and why. Their own tables have cases with and without a finding. */
const NOT_IN_CORPUS: Record<string, string[]> = {
  'is about files that are not a configuration': ['CONFIG_NOT_FOUND', 'CONFIG_TEMPLATE'],
  'needs the other tier': [
    'KAFKA_METRICS_NOT_ROUTED',
    'KAFKA_PARTITIONERS_DIFFER',
    'KAFKA_TRACES_NOT_ROUTED',
    'TIERS_BROKERS_DIFFER',
    'TIERS_ENCODING_DIFFERENT',
    'TIERS_SIGNAL_UNREAD',
    'TIERS_TOPIC_DIFFERENT',
    'TIERS_TOPIC_UNWRITTEN',
  ],
  'needs the spec, the cluster or the state': [
    'CONFIG_TOO_LONG_FOR_SSM',
    'KAFKA_CLIENT_ID_DEFAULT',
    'LIVE_CONFIG_DISAGREES',
    'KAFKA_INITIAL_OFFSET_STATE',
    'KAFKA_PROTOCOL_VERSION_ABOVE',
    'KAFKA_PROTOCOL_VERSION_BELOW',
    'KAFKA_TASKS_ABOVE_PARTITIONS',
    'KAFKA_TOPIC_MISSING',
    'MEMORY_LIMIT_ABOVE_TASK',
    'OTLP_WITHOUT_LOGIN',
    'SPEC_DISAGREES',
    'TAIL_SAMPLING_DECISION_WAIT',
    'TAIL_SAMPLING_MEMORY',
  ],
  'only in some versions': ['KAFKA_EVENT_HUBS_CLIENT', 'KAFKA_GROUP_PROTOCOL_STEP'],
  'needs a component that the test Collectors do not have': [
    'KAFKA_NO_POD_ADDRESS',
    'KAFKA_RESOURCE_OF_WRONG_HOST',
    'PIPELINE_METRICS_OF_SAMPLED',
    'PIPELINE_POD_AFTER_BATCH',
  ],
  'needs an exporter that refuses, which the corpus has hardly any of': [
    'KAFKA_FAN_OUT_SKIPS',
    'KAFKA_RECEIVER_GIVES_UP',
    'KAFKA_RECEIVER_STOPS_PARTITION',
  ],
  'needs a file of 2 MB': ['CONFIG_TOO_LARGE'],
};

describe('Over the corpus', () => {
  const foundIn = (text: string) => new Set(findingsIn(text, { minor: 160 }).map(({ code }) => code));
  const found = CORPUS_TEXTS.map(foundIn);
  const codes = [...RULES, ...READING_RULES].map(({ code }) => code);

  it('every rule finds something, except for the listed ones', () => {
    const silent = codes.filter((code) => !found.some((each) => each.has(code)));

    expect(silent.sort()).toEqual(Object.values(NOT_IN_CORPUS).flat().sort());
  });

  it('a valid file has five findings or fewer in the median', () => {
    const counts = readdirSync(path.join(CORPUS, 'valid'))
      .map((name) => findingsIn(readFileSync(path.join(CORPUS, 'valid', name), 'utf8')).length)
      .sort((a, b) => a - b);

    expect(counts.length).toBeGreaterThan(150);
    expect(counts[Math.floor(counts.length / 2)]).toBeLessThanOrEqual(5);
  });

  it('a rule that finds something in half of the valid files is an info, or reports once per file', () => {
    const valid = readdirSync(path.join(CORPUS, 'valid')).map((name) =>
      findingsIn(readFileSync(path.join(CORPUS, 'valid', name), 'utf8')).map(({ code }) => code),
    );
    const frequent = RULES.filter(
      ({ code }) => valid.filter((codes) => codes.includes(code)).length >= valid.length / 2,
    );

    expect(frequent.filter(({ severity, oncePerFile }) => severity !== 'info' && !oncePerFile)).toEqual([]);
  });

  it('no rule finds something in every file', () => {
    const always = codes.filter((code) => found.every((each) => each.has(code)));

    expect(always).toEqual([]);
  });
});
