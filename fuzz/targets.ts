import { readdirSync, readFileSync } from 'node:fs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createEcsTaskService } from '../lib/adapters/aws/ecs-task-service';
import { createSsmConfigStore } from '../lib/adapters/aws/ssm-config-store';
import { exportMetrics } from '../lib/adapters/task-metrics/export-metrics';
import { readOffsetConfig, renderProcessing, setInitialOffset } from '../lib/collector';
import { readLiveSettings } from '../lib/collector/live/live-settings';
import { formatCoverage, parseCoverage } from '../lib/core/state/coverage-codec';
import { formatState, parseState } from '../lib/core/state/state-codec';
import { parseDebt } from '../lib/core/vocabulary/debt';
import { lint } from '../lib/lint';
import { parsePipelineSpec } from '../lib/pipeline';
import { parseEvent } from '../lib/runtime/parse-event';
import { kafkaTargets } from './kafka-targets';
import { mutated } from './mutate';
import type { Target } from './target';

const NOW_MS = Date.UTC(2026, 10, 30);

/** @param root of the repository, for the corpus */
export function targets(root: string): Target[] {
  const specs = filesIn(`${root}/examples`, /\.yaml$/);
  const spec = parsePipelineSpec(specs.find((text) => /^name: plain$/m.test(text)) ?? '', 'plain.yaml');
  const configs = [
    renderProcessing(spec, 'earliest'),
    ...filesIn(`${root}/test/_fixtures/collector-corpus/valid`, /\.yaml$/).slice(0, 60),
  ];
  return [
    textTarget('spec', 2, specs, (text) => parsePipelineSpec(text, 'fuzz.yaml')),
    textTarget('lint', 2, configs, (text) => lint([{ name: 'fuzz.yaml', text }])),
    textTarget('live config', 4, configs, readLiveConfig),
    textTarget('state', 100, STATES, (text) => formatState(parseState(text, 'state'))),
    textTarget('coverage', 100, COVERAGES, readCoverage),
    textTarget('debt', 100, DEBTS, (text) => parseDebt(text, NOW_MS)),
    textTarget('metrics', 200, [METRICS], exportMetrics),
    textTarget('event', 200, EVENTS, readEvent),
    ...kafkaTargets(root),
    textTarget('SSM', 100, SSM_ANSWERS, readSsm),
    textTarget('ECS', 50, ECS_ANSWERS, readEcs),
  ];
}

function textTarget(
  name: string,
  weight: number,
  corpus: readonly string[],
  read: (text: string) => unknown,
): Target {
  return { ...{ name, weight, read }, next: (random) => mutated(corpus, random) };
}

function filesIn(folder: string, names: RegExp): string[] {
  return readdirSync(folder)
    .filter((name) => names.test(name))
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
}

function readLiveConfig(text: string): void {
  readLiveSettings(text);
  readOffsetConfig(text);
  setInitialOffset(text, 'earliest');
}

function readCoverage(text: string): string | undefined {
  const coverage = parseCoverage(text);
  return coverage && formatCoverage(coverage);
}

function readEvent(text: string): unknown {
  return parseEvent(asJson(text), { id: 'fuzz', nowMs: NOW_MS });
}

const ssm = new SSMClient({ region: 'eu-west-1' });
const ecs = new ECSClient({ region: 'eu-west-1' });

async function readSsm(text: string): Promise<unknown> {
  ssm.send = async () => withDates(asJson(text));
  return createSsmConfigStore({ client: ssm, prefix: '/spillway/a' }).read();
}

async function readEcs(text: string): Promise<unknown> {
  ecs.send = async () => withDates(asJson(text));
  const autoScaling = async () => ({ kind: 'none' }) as const;
  return createEcsTaskService({ client: ecs, cluster: 'c', service: 's', autoScaling }).describe();
}

/** The value of the JSON; the text itself if it is none. */
function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The SDK returns an object, always, with a date in each field for one. What it would refuse does not reach us. */
function withDates(value: unknown): object {
  if (typeof value !== 'object' || value === null) return {};
  return JSON.parse(JSON.stringify(value), (key, each) => {
    if (!/(Date|At)$/.test(key)) return each;
    return typeof each === 'number' ? new Date(each) : undefined;
  });
}

const STATES = [
  '{"version":3,"watermarks":{},"stuck":{},"policies":[],"history":{"automaticStops":[],"failures":0,"rearms":0},"holds":{}}',
  '{"version":3,"group":"g","drainedSinceMs":1,"watermarks":{"a/0":{"logEnd":"1","notedAtMs":1}},"stuck":{"a/0":{"committed":"1","sinceMs":1}},"policies":[{"initialOffset":"latest","fromMs":1,"version":1,"writtenMs":1}],"history":{"automaticStops":[1],"failures":1,"rearms":1},"holds":{"HOLD_UNSENT":1},"recreate":{"purpose":"skip","origin":"command","phase":"down","startedAtMs":1,"phaseSinceMs":1,"count":2,"queued":"keep","held":[["a","1,-,3"]]}}',
  '{"version":1}',
];
const COVERAGES = ['{"version":1,"topics":[["a",3,"id"]],"owed":[]}', '{}', '[["a",0,1,"5",1]]'];
const DEBTS = ['{"version":1,"count":2,"stoppedAtMs":1,"for":"rewind"}', '{"count":1}'];
const METRICS =
  '# TYPE a gauge\notelcol_exporter_queue_size{exporter="a",data_type="logs"} 5\notelcol_exporter_queue_capacity{exporter="a",data_type="logs"} 10\notelcol_exporter_sent_spans{exporter="a\\"b"} 1e3 17\notelcol_exporter_send_failed_spans 2\n';
const EVENTS = [
  '{"action":"status"}',
  '{"action":"rewind","to":"15m ago","topic":"a","partitions":[0,1],"dryRun":true,"id":"x"}',
  '{"action":"skip","to":{"offset":"12"},"topic":"a"}',
  '{"action":"expand","signal":"traces","partitions":12}',
  '{"version":"0","detail-type":"Scheduled Event","source":"aws.events"}',
];
const SSM_ANSWERS = [
  '{"Parameters":[{"Name":"/spillway/a/state","Value":"{}","Version":1,"LastModifiedDate":1},{"Name":"/spillway/a/config","Value":"a","Version":2,"LastModifiedDate":1}],"InvalidParameters":["/spillway/a/hold"]}',
];
const ECS_ANSWERS = [
  '{"services":[{"status":"ACTIVE","desiredCount":2,"runningCount":2,"pendingCount":0,"taskDefinition":"arn:a:1","deployments":[{"id":"d","status":"PRIMARY","desiredCount":2,"runningCount":2,"taskDefinition":"arn:a:1","createdAt":1,"updatedAt":1,"rolloutState":"COMPLETED"}],"deploymentConfiguration":{"minimumHealthyPercent":100,"maximumPercent":200}}],"taskArns":["arn:t/1"],"tasks":[{"taskArn":"arn:t/1","lastStatus":"RUNNING","desiredStatus":"RUNNING","createdAt":1,"startedAt":1,"attachments":[{"details":[{"name":"privateIPv4Address","value":"10.0.0.1"}]}]}],"failures":[]}',
];
