import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import type { CorpusFile } from '../../../local/collector-record/corpus';

/** A configuration with one change. */
export interface Mutant {
  /** The file and its change, for example `valid/x.yaml: receivers.kafka.brokers = null`. */
  name: string;
  text: string;
}

type Path = (string | number)[];
type Container = Record<string | number, unknown>;

/** Values that are valid in some places and wrong in others. */
const VALUES = [
  ...[null, '', [], {}, true, false, 0, -1, 5, 1.5, 1e12, 4294967296],
  ...['abc', '5', '5s', '0s', '-1s', '99h', '  ', 'true', 'latest', 'all', 'none', 'zstd', 'otlp_json'],
  ...['^a', '(', '127.0.0.1:0', 'http://x', 'kafka', 'range', '2.6.0', 'items'],
  ...[['a'], ['a', 'b'], [1], [null], { a: 1 }, { enabled: false }, { level: 3 }],
  ...['${env:EMPTY}', '${env:KAFKA_TOPIC}', '${env:BATCH_SIZE}'],
];

const CHANGES = ['set', 'set', 'set', 'delete', 'rename', 'add', 'repeat'] as const;

/** Mutants of the files. The same seed gives the same mutants. */
export function mutants(files: readonly CorpusFile[], seed: number, count: number): Mutant[] {
  const change = fc.record({
    file: fc.constantFrom(...files),
    place: fc.nat(),
    change: fc.constantFrom(...CHANGES),
    value: fc.constantFrom(...VALUES),
  });
  return fc.sample(change, { seed, numRuns: count }).map(({ file, place, change: how, value }) => {
    const config = parse(file.text) as Container;
    const places = placesIn(config);
    const path = places[place % places.length] ?? [];
    return {
      name: `${file.name}: ${how} ${path.join('.')} ${JSON.stringify(value)}`,
      text: stringify(changed(config, path, how, value)),
    };
  });
}

/** The paths of everything below the top-level sections. */
function placesIn(value: unknown, path: Path = []): Path[] {
  const here = path.length > 1 ? [path] : [];
  if (typeof value !== 'object' || value === null) return here;
  const below = Object.entries(value).flatMap(([key, each]) =>
    placesIn(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [...here, ...below];
}

function changed(config: Container, path: Path, how: (typeof CHANGES)[number], value: unknown): Container {
  const key = path.at(-1) ?? '';
  const parent = path.slice(0, -1).reduce<Container>((at, step) => at[step] as Container, config);
  const before = parent[key];
  if (how === 'delete') {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  } else if (how === 'rename' && !Array.isArray(parent)) {
    delete parent[key];
    parent[`${key}x`] = before;
  } else if (how === 'add' && isMap(before)) before.extra = value;
  else if (how === 'repeat' && Array.isArray(before)) before.push(...before.slice(0, 1));
  else parent[key] = value;
  return config;
}

function isMap(value: unknown): value is Container {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
