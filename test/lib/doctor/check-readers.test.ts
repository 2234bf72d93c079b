import { renderProcessing } from '../../../lib/collector';
import { checkReaders } from '../../../lib/doctor';
import type { GroupView } from '../../../lib/doctor/ports';
import { deployedExample } from '../../_helpers/pipeline/examples';

const spec = deployedExample('plain');
const RENDERED = renderProcessing(spec, 'earliest');
const ELSEWHERE = RENDERED.replace('kafka-1.internal:9092', 'a:1').replace('kafka-2.internal:9092', 'b:1');

const group = (members: number): GroupView => ({
  ...{ errorCode: 0, state: members > 0 ? 'Stable' : 'Empty', protocolType: 'consumer', members },
  rights: ['READ'],
});

interface Seen {
  text?: string;
  tasks?: number | undefined;
  members?: number;
  kafkaVersion?: string;
}

/** `status check CODE: says` of each finding. */
function found(seen: Seen): string[] {
  const findings = checkReaders({
    spec,
    live: seen.text === undefined ? undefined : { name: '/spillway/plain/config', text: seen.text },
    runningTasks: 'tasks' in seen ? seen.tasks : 2,
    group: seen.members === undefined ? undefined : group(seen.members),
    kafkaVersion: seen.kafkaVersion,
  });
  return findings.map(({ status, check, code, says }) => `${status} ${check} ${code ?? ''}: ${says}`);
}

describe('the checks of live configuration and readers', () => {
  it('are ok if the configuration matches the spec and every task is a member', () => {
    expect(found({ text: RENDERED, members: 2 })).toEqual([
      'ok live config : matches the spec',
      'ok readers : 2 running tasks, 2 members in the group',
    ]);
  });

  it('name the difference that explains a group without members', () => {
    const [difference, readers] = found({ text: ELSEWHERE, members: 0 });
    const sentence =
      'The receiver kafka connects to a:1, b:1 (line 6); the spec says kafka-1.internal:9092, kafka-2.internal:9092.';

    expect(difference).toBe(`fault live config LIVE_CONFIG_DIFFERS: ${sentence}`);
    expect(readers).toBe(`fault readers NOBODY_READS: 2 running tasks, 0 members in the group: ${sentence}`);
  });

  it.each<[string, Seen, string]>([
    [
      'no members, and no difference that explains it',
      { text: RENDERED, members: 0 },
      'fault readers NOBODY_READS: 2 running tasks, 0 members in the group: the live configuration does not explain it; see the checks above and the log of a task',
    ],
    [
      'no members, and a configuration that cannot be parsed',
      { text: 'a: [', members: 0 },
      'fault readers NOBODY_READS: 2 running tasks, 0 members in the group: the live configuration is unknown',
    ],
    [
      'fewer members than tasks',
      { text: RENDERED, members: 1 },
      'advice readers SOME_TASKS_DO_NOT_READ: 2 running tasks, 1 member in the group',
    ],
    [
      'more members than even a rolling deployment has',
      { text: RENDERED, members: 5 },
      'advice readers MORE_MEMBERS_THAN_TASKS: 2 running tasks, 5 members in the group; a task has at most 1 member',
    ],
    [
      'twice as many members as tasks, as during a rolling deployment',
      { text: RENDERED, members: 4 },
      'ok readers : 2 running tasks, 4 members in the group',
    ],
    [
      'no members and no tasks',
      { text: RENDERED, members: 0, tasks: 0 },
      'ok readers : 0 running tasks, 0 members in the group',
    ],
    [
      'an unknown number of tasks',
      { text: RENDERED, members: 0, tasks: undefined },
      'skipped readers NOT_LOOKED_AT: the number of running tasks is unknown',
    ],
    [
      'a group that could not be described',
      { text: RENDERED },
      'skipped readers NOT_LOOKED_AT: the group could not be described',
    ],
  ])('judge %s', (_what, seen, expected) => {
    expect(found(seen).at(-1)).toBe(expected);
  });

  it.each([
    ['is not YAML', 'a: [', /^fault live config LIVE_CONFIG_UNREADABLE: CONFIG_MALFORMED /],
    [
      'belongs to the ingestion tier',
      'receivers: {otlp: {}}\nservice: {pipelines: {traces: {receivers: [otlp]}}}',
      /LIVE_CONFIG_UNREADABLE: CONFIG_NO_KAFKA_RECEIVER /,
    ],
    [
      'has the default client id',
      RENDERED.replace(/ +client_id.*\n/, ''),
      /^advice live config LIVE_CONFIG_CLIENT_ID: /,
    ],
    [
      'reads another topic too',
      RENDERED.replace('[otlp_spans]', '[otlp_spans, more]'),
      /^fault live config LIVE_CONFIG_DIFFERS: .* otlp_spans, more/,
    ],
  ])('judge a live configuration that %s', (_what, text, expected) => {
    expect(found({ text, members: 2 })[0]).toMatch(expected);
  });

  it('give advice on a protocol_version that the brokers support', () => {
    const text = RENDERED.replace('client_id:', 'protocol_version: 3.9.0\n    client_id:');

    expect(found({ text, members: 2, kafkaVersion: '4.0' })[0]).toMatch(
      /^advice live config LIVE_CONFIG_DIFFERS/,
    );
    expect(found({ text, members: 2, kafkaVersion: '3.8' })[0]).toMatch(
      /^fault live config LIVE_CONFIG_DIFFERS/,
    );
  });

  it('skip a live configuration that could not be read', () => {
    expect(found({ members: 2 })[0]).toBe('skipped live config NOT_LOOKED_AT: it could not be read');
  });
});
