import {
  describeDifference,
  explanationsOf,
  isAboutWhatIsRead,
  type LiveDifference,
  type LiveSettings,
  liveDifferences,
  membersPerTask,
  readLiveSettings,
} from '../collector';
import { SpillwayError } from '../errors';
import { counted, type PipelineSpec } from '../pipeline';
import type { CollectorFile } from './collector-clients';
import { advice, type Finding, fault, ok, skipped } from './finding';
import type { GroupView } from './ports';

/** The live configuration, the running tasks and the group. Each is `undefined` if it could not be read. */
export interface ReadersInput {
  spec: PipelineSpec;
  live: CollectorFile | undefined;
  runningTasks: number | undefined;
  /** The group from the spec. */
  group: GroupView | undefined;
  kafkaVersion: string | undefined;
}

/** During a rolling deployment, old and new tasks run at the same time, so there may be twice as many members. */
const TASKS_DURING_A_ROLL = 2;

/** Compares the live configuration with the spec, and the members of the group with the running tasks. */
export function checkReaders(input: ReadersInput): Finding[] {
  const { live, spec, kafkaVersion } = input;
  if (!live) {
    return [skipped('live config', spec.group, 'it could not be read'), judgeReaders(input, undefined, [])];
  }
  const settings = settingsOrWhy(live.text);
  if (typeof settings === 'string') {
    return [
      fault('live config', 'LIVE_CONFIG_UNREADABLE', live.name, settings),
      judgeReaders(input, undefined, []),
    ];
  }
  const differences = liveDifferences(settings, spec, { kafkaVersion });
  const judged = differences.map((difference) => judgeDifference(live.name, difference));
  return [
    ...(judged.length > 0 ? judged : [ok('live config', live.name, 'matches the spec')]),
    judgeReaders(input, settings, explanationsOf(settings, differences)),
  ];
}

function settingsOrWhy(text: string): LiveSettings | string {
  try {
    return readLiveSettings(text);
  } catch (error) {
    if (error instanceof SpillwayError) return `${error.code} ${error.message}`;
    throw error;
  }
}

function judgeDifference(name: string, difference: LiveDifference): Finding {
  const says = describeDifference(difference);
  if (difference.what === 'client_id') return advice('live config', 'LIVE_CONFIG_CLIENT_ID', name, says);
  const isWrong = difference.explains || isAboutWhatIsRead(difference);
  return (isWrong ? fault : advice)('live config', 'LIVE_CONFIG_DIFFERS', name, says);
}

function judgeReaders(
  { spec, group, runningTasks }: ReadersInput,
  settings: LiveSettings | undefined,
  causes: readonly LiveDifference[],
): Finding {
  const check = 'readers';
  if (runningTasks === undefined) return skipped(check, spec.group, 'the number of running tasks is unknown');
  if (!group) return skipped(check, spec.group, 'the group could not be described');
  const { members } = group;
  const says = `${counted(runningTasks, 'running task')}, ${counted(members, 'member')} in the group`;
  if (runningTasks > 0 && members === 0) {
    return fault(check, 'NOBODY_READS', spec.group, `${says}: ${causeOf(settings, causes)}`);
  }
  if (members < runningTasks) return advice(check, 'SOME_TASKS_DO_NOT_READ', spec.group, says);
  const perTask = settings ? membersPerTask(settings, spec.group) : undefined;
  if (perTask !== undefined && members > runningTasks * perTask * TASKS_DURING_A_ROLL) {
    return advice(
      check,
      'MORE_MEMBERS_THAN_TASKS',
      spec.group,
      `${says}; a task has at most ${counted(perTask, 'member')}`,
    );
  }
  return ok(check, spec.group, says);
}

function causeOf(settings: LiveSettings | undefined, causes: readonly LiveDifference[]): string {
  if (causes.length > 0) return causes.map(describeDifference).join(' ');
  return settings
    ? 'the live configuration does not explain it; see the checks above and the log of a task'
    : 'the live configuration is unknown';
}
