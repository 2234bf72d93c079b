import { type VerdictCode, verdictInfo } from './catalog';

/** What the doctor looks at, in this order. */
export const CHECKS = [
  'settings',
  'name lookup',
  'tcp',
  'tls',
  'api versions',
  'protocol_version',
  'sasl mechanism',
  'sasl login',
  'cluster',
  'topic',
  'replication',
  'message size',
  'group',
  'coordinator',
  'advertised',
  'clocks',
  'balance',
  'ssm',
  'ecs',
  'live config',
  'readers',
] as const;
export type CheckName = (typeof CHECKS)[number];

/** ok: as it should be. advice: works, and could be better. fault: does not work. skipped: not looked at. */
export type Status = 'ok' | 'advice' | 'fault' | 'skipped';

export interface Finding {
  check: CheckName;
  status: Status;
  /** Absent when all is well. */
  code?: VerdictCode;
  /** What was looked at: an address, a topic, a group, a component. */
  subject: string;
  /** What was found, with figures; a few words. */
  says: string;
}

/** A finding together with what to change. */
export interface ExplainedFinding extends Finding {
  change?: { spec?: string; collector?: string; elsewhere?: string };
}

export function ok(check: CheckName, subject: string, says: string): Finding {
  return { check, status: 'ok', subject, says };
}

export function fault(check: CheckName, code: VerdictCode, subject: string, says: string): Finding {
  return { check, status: 'fault', code, subject, says };
}

export function advice(check: CheckName, code: VerdictCode, subject: string, says: string): Finding {
  return { check, status: 'advice', code, subject, says };
}

/** @param why an earlier fault, or why there is no way to look */
export function skipped(check: CheckName, subject: string, why: string): Finding {
  return { check, status: 'skipped', code: 'NOT_LOOKED_AT', subject, says: why };
}

export function isFault({ status }: Finding): boolean {
  return status === 'fault';
}

export function explained(finding: Finding): ExplainedFinding {
  if (finding.code === undefined || finding.status === 'skipped') return finding;
  return { ...finding, change: verdictInfo(finding.code).setting };
}
