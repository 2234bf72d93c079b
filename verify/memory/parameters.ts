import type { EpochClaim, StoredParameter } from '../../lib/controller/ports';
import type { Cause } from './cause';
import { OUTSIDE } from './cause';
import type { PartitionLog } from './partition-log';

/** One version of a parameter, and who wrote it. */
interface Version {
  value: string;
  version: number;
  atMs: number;
  cause: Cause;
  /** For the live config: the partitions that its writer could have seen to be uncovered. */
  gaps: ReadonlySet<PartitionLog>;
}

interface History {
  /** Oldest first. An entry with `deleted` stands for a deletion. */
  versions: (Version | { atMs: number; deleted: true })[];
}

const NO_GAPS: ReadonlySet<PartitionLog> = new Set();

/** SSM as one pipeline sees it: parameters with their versions (old ones serve stale reads), and claims. */
export class Parameters {
  private readonly histories = new Map<string, History>();
  private readonly claims = new Map<number, { holder: string; untilMs: number }>();
  /** Claims that have not been released. */
  openClaims = 0;

  constructor(private readonly nowMs: () => number) {}

  /** Writes a parameter; returns its new version. */
  put(name: string, value: string, cause: Cause = OUTSIDE, gaps = NO_GAPS): number {
    const history = this.histories.get(name) ?? { versions: [] };
    const last = history.versions.at(-1);
    const version = last && !('deleted' in last) ? last.version + 1 : 1;
    history.versions.push({ value, version, atMs: this.nowMs(), cause, gaps });
    this.histories.set(name, history);
    return version;
  }

  /** Creates a parameter atomically. Never overwrites one. */
  create(name: string, value: string, cause: Cause): 'created' | 'exists' {
    if (this.get(name)) return 'exists';
    this.put(name, value, cause);
    return 'created';
  }

  delete(name: string): void {
    if (this.get(name)) this.histories.get(name)?.versions.push({ atMs: this.nowMs(), deleted: true });
  }

  /** The current value of a parameter, or the one from `ageMs` ago. */
  get(name: string, ageMs = 0): StoredParameter | undefined {
    const version = this.versionAt(name, this.nowMs() - ageMs);
    if (!version) return undefined;
    return { name, value: version.value, version: version.version, lastModifiedMs: version.atMs };
  }

  /** The text of a version, looking back no further than the parameter's last creation. */
  textOf(name: string, version: number): string | undefined {
    return this.version(name, version)?.value;
  }

  /** The uncovered partitions that the writer of a version could have seen. */
  gapsOf(name: string, version: number): ReadonlySet<PartitionLog> {
    return this.version(name, version)?.gaps ?? NO_GAPS;
  }

  /** How often Spillway wrote a parameter. */
  writesBySpillway(name: string): number {
    const versions = this.histories.get(name)?.versions ?? [];
    return versions.filter((each) => !('deleted' in each) && each.cause.by === 'spillway').length;
  }

  claim(stateVersion: number, holder: string, nowMs: number, leaseMs: number): EpochClaim | undefined {
    // The claim on the previous version is held until its action is done.
    for (const version of [stateVersion - 1, stateVersion]) {
      const held = this.claims.get(version);
      if (held && held.untilMs > nowMs) return undefined;
    }
    const claim = { holder, untilMs: nowMs + leaseMs };
    this.claims.set(stateVersion, claim);
    this.openClaims += 1;
    return {
      release: async () => {
        this.openClaims -= 1;
        if (this.claims.get(stateVersion) === claim) this.claims.delete(stateVersion);
      },
    };
  }

  private version(name: string, version: number): Version | undefined {
    const versions = this.histories.get(name)?.versions ?? [];
    const found = versions.findLast((each) => !('deleted' in each) && each.version === version);
    return found && !('deleted' in found) ? found : undefined;
  }

  private versionAt(name: string, atMs: number): Version | undefined {
    const found = this.histories.get(name)?.versions.findLast((each) => each.atMs <= atMs);
    return found && !('deleted' in found) ? found : undefined;
  }
}
