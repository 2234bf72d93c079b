import { AWS_VERDICTS } from './verdicts/aws';
import { GENERAL_VERDICTS } from './verdicts/general';
import { GROUP_VERDICTS } from './verdicts/group';
import { LOGIN_VERDICTS } from './verdicts/login';
import { NETWORK_VERDICTS } from './verdicts/network';
import { READING_VERDICTS } from './verdicts/reading';
import { TLS_VERDICTS } from './verdicts/tls';
import { TOPICS_VERDICTS } from './verdicts/topics';
import type { VerdictEntry, VerdictSeverity } from './verdicts/verdict-entry';

/** Every verdict of the doctor, by code. */
const ENTRIES = {
  ...GENERAL_VERDICTS,
  ...NETWORK_VERDICTS,
  ...TLS_VERDICTS,
  ...LOGIN_VERDICTS,
  ...TOPICS_VERDICTS,
  ...GROUP_VERDICTS,
  ...AWS_VERDICTS,
  ...READING_VERDICTS,
};

export type VerdictCode = keyof typeof ENTRIES;

type CodeOf<Severity extends VerdictSeverity> = {
  [Code in VerdictCode]: (typeof ENTRIES)[Code]['severity'] extends Severity ? Code : never;
}[VerdictCode];

/** Codes that a finding of status `fault` can have. */
export type FaultCode = CodeOf<'fault' | 'fault or advice'>;
/** Codes that a finding of status `advice` can have. */
export type AdviceCode = CodeOf<'advice' | 'fault or advice'>;

/** One verdict with its code, as `spillway explain CODE` and docs/doctor.md show it. */
export interface VerdictInfo extends VerdictEntry {
  code: VerdictCode;
}

/** All verdicts, grouped by topic. */
export const VERDICTS: readonly VerdictInfo[] = (Object.keys(ENTRIES) as VerdictCode[]).map(verdictInfo);

export function verdictInfo(code: VerdictCode): VerdictInfo {
  return { code, ...ENTRIES[code] };
}
