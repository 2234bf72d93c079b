import { variantsOf } from '../../../../lib/collector/schema/check-value';
import { RENAMES } from '../../../../lib/collector/schema/renames';
import { STRUCT_RULES } from '../../../../lib/collector/schema/rules';
import { COMPONENTS, STRUCTS } from '../../../../lib/collector/schema/settings.generated';
import type { Setting, ValueType } from '../../../../lib/collector/schema/value-type';
import { complaints } from './complaints';

/** The structs inside a type. */
function structsIn(type: ValueType): string[] {
  if (typeof type === 'string' || 'text' in type) return [];
  if ('struct' in type) return [type.struct];
  const [inner] = Object.values(type);
  return structsIn(inner as ValueType);
}

const settings = Object.values(STRUCTS).flatMap((struct) => Object.values(struct.settings).flat());

describe('the generated settings', () => {
  it('refer only to structs that exist', () => {
    const named = [...settings, ...Object.values(COMPONENTS).flat()].flatMap(({ type }) => structsIn(type));

    expect([...new Set(named)].filter((name) => !Object.hasOwn(STRUCTS, name))).toEqual([]);
  });

  it('have no version in which a key has two meanings', () => {
    const overlapping = Object.entries(STRUCTS).flatMap(([name, { settings: all }]) =>
      Object.entries(all)
        .filter(([, variants]) => overlap([variants].flat()))
        .map(([key]) => `${name} ${key}`),
    );

    expect(overlapping).toEqual([]);
  });

  it('know a struct for each rule', () => {
    expect(Object.keys(STRUCT_RULES).filter((name) => !Object.hasOwn(STRUCTS, name))).toEqual([]);
  });

  it.each([
    ['kafkareceiver.Config', 'topic', [[undefined, 140]]],
    ['kafkareceiver.Config', 'partition_processing', [[160, undefined]]],
    ['kafkareceiver.Config', 'group_rebalance_strategy', [[123, 159]]],
    ['kafkareceiver.TopicEncodingConfig', 'topic', [[undefined, 146]]],
    ['configkafka.SASLConfig', 'version', [[undefined, 159]]],
    ['kafkaexporter.Config', 'signal_header', [[160, undefined]]],
  ])('have %s %s in the versions that its sources have it', (struct, key, versions) => {
    expect(variantsOf(struct, key).map(({ since, until }) => [since, until])).toEqual(versions);
  });
});

describe('versions between the dumps', () => {
  it.each([
    ['exporters/kafka', 'sending_queue: {blocking: true}', 130],
    ['exporters/kafka', 'record_partitioner: {round_robin: {}}', 159],
    ['extensions/health_check', 'http: {endpoint: "localhost:1"}', 130],
    ['receivers/kafka', 'metadata: {retry: {max: 1}}', 125],
    ['processors/transform', 'trace_statements: [\'set(span.name, "a")\']', 130],
  ])('reject nothing of %s that may be valid: %s at v0.%d', (component, text, minor) => {
    expect(complaints(component, text, minor)).toEqual([]);
  });

  it('know the Kafka components of each minor version whose sources are available', () => {
    expect(complaints('exporters/kafka', 'producer: {linger: 1s}', 139)).toEqual([
      'validate producer.linger: has the setting "linger", which is available since v0.140',
    ]);
    expect(complaints('exporters/kafka', 'producer: {linger: 1s}', 140)).toEqual([]);
  });
});

describe('the renames', () => {
  it('lead to settings that the newest version has', () => {
    const lost = RENAMES.filter(({ component, to }) => to && !leads(component, to)).map(({ from }) =>
      from.join('.'),
    );

    expect(lost).toEqual([]);
  });
});

function overlap(variants: Setting[]): boolean {
  return variants.some(
    (each, index) => index > 0 && (variants[index - 1]?.until ?? 999) >= (each.since ?? 0),
  );
}

function leads(component: string, path: string[]): boolean {
  let [struct] = [COMPONENTS[component] ?? []]
    .flat()
    .slice(-1)
    .flatMap(({ type }) => structsIn(type));
  for (const key of path) {
    const setting =
      struct && variantsOf(struct, key === '*' ? 'traces' : key).find(({ until }) => until === undefined);
    if (!setting) return false;
    [struct] = structsIn(setting.type);
  }
  return true;
}
