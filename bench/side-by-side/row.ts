import type { Behind } from '../stage/stage';

/** Where a look was made. `+20ms`: a network with that round trip. */
export type Place = '1 broker' | '1 broker, +20 ms' | '3 brokers' | '1 broker, SCRAM over TLS';

/** What one client took for one look, in one place. */
export interface Row {
  name: string;
  place: Place;
  topics: number;
  partitions: number;
  behind: Behind;
  /** Of all rounds. */
  medianMs: number;
  leastMs: number;
  rounds: number;
  /** Median by kadm's median in the same place, kept connected; `null` where kadm was not measured. */
  ratioToKadm: number | null;
  /** Without the requests that set up a connection; `null` where requests were not counted. */
  requests: number | null;
  /** Round trips that had to wait for each other, with those that set up a connection. */
  depth: number | null;
  kilobytes: number | null;
  /** Means of all rounds: the client's process, and all brokers. */
  cpuMs: number;
  brokerCpuMs: number;
  /** Highest memory of the client's process. */
  peakMb?: number;
  /** What a tick logs, in bytes. */
  loggedBytes?: number;
}

export const KADM = 'kadm, kept connected';

/** Adds the ratio to kadm in the same place. */
export function withRatios(rows: readonly Omit<Row, 'ratioToKadm'>[]): Row[] {
  return rows.map((row) => {
    const kadm = rows.find(
      (each) =>
        each.name === KADM &&
        each.place === row.place &&
        each.topics === row.topics &&
        each.partitions === row.partitions &&
        each.behind === row.behind,
    );
    return { ...row, ratioToKadm: kadm ? rounded(row.medianMs / kadm.medianMs) : null };
  });
}

/** Two places after the point, which is more than a run repeats. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
