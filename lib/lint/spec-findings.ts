import { parseCollectorImage } from '../collector/collector-image';
import { isPlaceholder } from '../collector/config/placeholder';
import { specPathOf } from '../collector/render/spec-path';
import type { PipelineSpec } from '../pipeline';
// Not through the index, which would load the schema of the spec in each run of lint.
import { placesInSpec, type SpecPlace } from '../pipeline/spec-place';
import type { DeploymentFacts } from './facts';
import type { Finding, RuleCode } from './finding';
import { isIgnored } from './ignore-comment';
import { lint } from './lint';
import type { Severity } from './rule';
import { secretsIn } from './rules/secrets';

export type Tier = 'ingestion' | 'processing';

/** A finding about a pipeline spec, or about what is rendered from it. */
export interface SpecFinding {
  code: RuleCode;
  severity: Severity;
  /** The key of the spec to change, or the nearest one. */
  path: string[];
  place: SpecPlace;
  message: string;
}

export interface SpecFindings {
  /** By place in the spec, without duplicates. */
  findings: SpecFinding[];
  /** Codes that a comment `# spillway: ignore CODE` in the spec silences. */
  ignored: RuleCode[];
}

/**
 * Lints the configurations that are rendered from a spec, and looks for secrets in the spec itself, which is deployed with
 * the controller.
 *
 * @param text of the spec
 * @param rendered by tier; absent where nothing is rendered
 */
export function specFindings(
  spec: PipelineSpec,
  text: string,
  rendered: Readonly<Partial<Record<Tier, string>>>,
): SpecFindings {
  const placeOf = placesInSpec(text);
  const found: SpecFinding[] = [...renderedFindings(spec, rendered), ...secretFindings(spec)].map((each) => ({
    ...each,
    place: placeOf(each.path, each.part),
  }));
  const distinct = new Map(
    found.map((each) => [JSON.stringify([each.code, each.place, each.message]), each]),
  );
  const findings = [...distinct.values()].sort(
    (a, b) => a.place.line - b.place.line || a.place.column - b.place.column,
  );
  const ignored = findings.filter((finding) => isIgnored(text, finding));
  return {
    findings: findings.filter((finding) => !ignored.includes(finding)),
    ignored: [...new Set(ignored.map(({ code }) => code))],
  };
}

/**
 * Lints one configuration that a tier of the pipeline runs.
 *
 * @throws SpillwayError `COLLECTOR_VERSION_UNKNOWN`
 */
export function tierFindings(spec: PipelineSpec, tier: Tier, text: string): Finding[] {
  return lintTiers(spec, { [tier]: text });
}

/** Has an error code of its own, `CONFIG_TOO_LONG`, which also counts brokers that only MSK knows. */
const CHECKED_APART: RuleCode = 'CONFIG_TOO_LONG_FOR_SSM';

type Unplaced = Omit<SpecFinding, 'place'> & { part: 'key' | 'value' };

function renderedFindings(spec: PipelineSpec, rendered: Partial<Record<Tier, string>>): Unplaced[] {
  return lintTiers(spec, rendered)
    .filter(({ code }) => code !== 'SECRET_IN_CLEAR')
    .map(({ code, severity, message, path, file }) => ({
      ...{ code, severity, message },
      path: specPathOf(file === nameOf('ingestion') ? 'ingestion' : 'processing', path, spec),
      part: /^CONFIG_KEY_/.test(code) ? 'key' : 'value',
    }));
}

/** Checks the tiers together, each for its own Collector; in one pass if that is the same. */
function lintTiers(spec: PipelineSpec, texts: Partial<Record<Tier, string>>): Finding[] {
  const facts = factsOf(spec);
  const tiers = (['ingestion', 'processing'] as const).filter((tier) => texts[tier] !== undefined);
  const inputs = tiers.map((tier) => ({ name: nameOf(tier), text: texts[tier] ?? '' }));
  const versions = new Map(
    tiers.map((tier) => [nameOf(tier), parseCollectorImage(spec.tiers[tier].collectorVersion).version.text]),
  );
  return [...new Set(versions.values())].flatMap((version) =>
    lint(inputs, { version, facts }).findings.filter(
      ({ file, code }) => versions.get(file) === version && code !== CHECKED_APART,
    ),
  );
}

function nameOf(tier: Tier): string {
  return `the ${tier} tier`;
}

function factsOf(spec: PipelineSpec): DeploymentFacts {
  const { processing } = spec.deploy;
  return {
    spec,
    stopTimeoutMs: spec.tiers.processing.stopTimeout,
    ...(processing === 'existing' ? {} : { taskMemoryMib: processing.memory }),
  };
}

/** Secrets in plain text anywhere in a spec, which is stored and deployed as it is. */
function secretFindings(spec: PipelineSpec): Unplaced[] {
  const { tiers, deploy } = spec;
  const { processing } = tiers;
  const searched = {
    ...spec,
    tiers: { ...tiers, processing: { ...processing, backend: withoutReferences(processing.backend) } },
    deploy: {
      ...deploy,
      ingestion: withoutEnvironment(deploy.ingestion),
      processing: withoutEnvironment(deploy.processing),
    },
  };
  const environments = (['ingestion', 'processing'] as const).flatMap((tier) => {
    const own = deploy[tier];
    return typeof own === 'string' ? [] : secretVariables(tier, own.environment);
  });
  return [
    ...[...secretsIn(searched, [])].map(({ path, what }) =>
      secretFinding(path.map(String), `${what} is in plain text. ${adviceFor(path)}, and rotate it.`),
    ),
    ...environments,
  ];
}

function adviceFor(path: readonly (string | number)[]): string {
  if (path[0] !== 'tiers') return 'Remove it, because this setting takes no secret';
  const place =
    path.at(-2) === 'headers'
      ? '{ secretsManager: ID, field: KEY } or { ssm: /PATH }'
      : '${env:NAME}, with NAME in deploy.processing.secrets';
  return `Name its place (${place})`;
}

/** Variables are judged by their names, too. */
function withoutEnvironment<T>(tier: T): unknown {
  return typeof tier === 'object' ? { ...tier, environment: {} } : tier;
}

/** Headers that name the place of a secret are no text to search. */
function withoutReferences(backend: PipelineSpec['tiers']['processing']['backend']): unknown {
  const headers = Object.entries(backend.headers).filter(([, value]) => typeof value === 'string');
  return { ...backend, headers: Object.fromEntries(headers) };
}

/** Variables in plain text whose name or value is that of a secret. */
function secretVariables(tier: Tier, environment: Readonly<Record<string, string>>): Unplaced[] {
  return secretVariableNames(environment).map((name) =>
    secretFinding(
      ['deploy', tier, 'environment', name],
      `The variable ${name} is in plain text. Move it to deploy.${tier}.secrets, and rotate it.`,
    ),
  );
}

const SECRET_NAME = /(^|_)(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_KEY|LICENSE_KEY|PRIVATE_KEY)$/;

/** The names of the environment variables that hold a secret in plain text. */
export function secretVariableNames(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    const asSetting = [...secretsIn({ [name.toLowerCase()]: value }, [])].length > 0;
    const named = SECRET_NAME.test(name.toUpperCase()) && value.trim() !== '' && !isPlaceholder(value);
    return asSetting || named ? [name] : [];
  });
}

function secretFinding(path: string[], message: string): Unplaced {
  return { code: 'SECRET_IN_CLEAR', severity: 'error', path, part: 'key', message };
}
