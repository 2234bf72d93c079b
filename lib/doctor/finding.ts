import { redacted } from '../output/redact';
import { type AdviceCode, type FaultCode, type VerdictCode, verdictInfo } from './catalog';

/** The checks, in the order of the report. */
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

/**
 * `ok`: it works. `advice`: it works, but could be better. `fault`: it does not work, or it loses data. `skipped`: not
 * checked.
 */
export type Status = 'ok' | 'advice' | 'fault' | 'skipped';

export interface Finding {
  check: CheckName;
  status: Status;
  /** Absent if the status is `ok`. */
  code?: VerdictCode;
  /** What was checked: an address, a topic, a group or a component. */
  subject: string;
  /** The result in a few words, with figures. */
  says: string;
}

/** A finding together with the settings to change. */
export interface ExplainedFinding extends Finding {
  change?: { spec?: string; collector?: string; elsewhere?: string };
}

export function ok(check: CheckName, subject: string, says: string): Finding {
  return { check, status: 'ok', subject, says };
}

export function fault(check: CheckName, code: FaultCode, subject: string, says: string): Finding {
  return { check, status: 'fault', code, subject, says };
}

export function advice(check: CheckName, code: AdviceCode, subject: string, says: string): Finding {
  return { check, status: 'advice', code, subject, says };
}

/** @param why the earlier fault, or the reason why the check cannot be done */
export function skipped(check: CheckName, subject: string, why: string): Finding {
  return { check, status: 'skipped', code: 'NOT_LOOKED_AT', subject, says: why };
}

export function isFault({ status }: Finding): boolean {
  return status === 'fault';
}

/** Brokers choose some of the words, and one may repeat a password. */
export function explained(given: Finding): ExplainedFinding {
  const finding = { ...given, subject: redacted(given.subject), says: redacted(given.says) };
  if (finding.code === undefined || finding.status === 'skipped') return finding;
  return { ...finding, change: verdictInfo(finding.code).setting };
}
