import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CONTRIB } from '../collector/manifest';
import { moduleFolder } from './go-modules';
import type { Change } from './merge-version';

/** What a person has to look at after a version was adopted, one sentence each. */
export async function decisions(
  version: string,
  before: string,
  changes: readonly Change[],
  notRun: readonly string[],
): Promise<string[]> {
  const list = (what: Change['what']) =>
    changes.filter((change) => change.what === what).map(({ subject, key }) => `${subject} ${key}`.trim());
  const say = (found: string[], sentence: string) =>
    found.length > 0 ? [`${sentence} ${found.join(', ')}.`] : [];
  const [newClient, oldClient] = [await clientOf(version), await clientOf(before)];
  return [
    ...say(
      list('gone'),
      'Find the successor of each setting that is gone, and add it to lib/collector/schema/renames.ts:',
    ),
    ...say(
      list('other type'),
      'Read what the new type accepts, and add its own parser to lib/collector/schema/text-types.ts if it has one:',
    ),
    ...say(
      list('new'),
      'Decide for each new setting whether a rule of lib/collector/schema/rules, lib/lint or the renderer has to know it:',
    ),
    ...say(
      [...notRun],
      'These components were not run, only read. Compare their Validate methods with lib/collector/schema/rules:',
    ),
    ...(newClient === oldClient
      ? []
      : [
          `The Kafka client changed from franz-go ${oldClient} to ${newClient}: read its changelog for lib/lint/rules/client-faults.ts and the Kafka versions in lib/collector/schema/rules/kafka-protocol-version.ts.`,
        ]),
    'Compare the manifest of the distributions with the previous version, and add components that are gone to lib/collector/schema/removed-components.ts.',
    'Look for an ADOT release that pins this contrib version: lib/collector/adot-releases.ts.',
    'Raise DEFAULT_COLLECTOR_VERSION in lib/pipeline/default-collector.ts when the e2e tests pass on this version.',
  ];
}

async function clientOf(version: string): Promise<string> {
  const folder = await moduleFolder(`${CONTRIB}/receiver/kafkareceiver`, version);
  if (folder === undefined) return 'unknown';
  const text = readFileSync(path.join(folder, 'go.mod'), 'utf8');
  return /twmb\/franz-go (v\S+)/.exec(text)?.[1] ?? 'unknown';
}
