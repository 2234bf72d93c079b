import { SpillwayError } from '../../lib/errors';
import {
  ALL_RULES,
  type SpecFinding,
  secretVariableNames,
  specFindings,
  type Tier,
  tierFindings,
} from '../../lib/lint';
import type { PipelineSpec } from '../../lib/pipeline';
import { withDeployedBrokers } from '../deployed-brokers';
import type { LoadedPipeline } from '../pipeline-file';
import type { SynthError } from './synth-error';

/** The configuration of a tier, and the place to change it. */
export interface TierConfig {
  readonly tier: Tier;
  readonly text: string;
  /** `spec`: rendered from the spec. `own`: written by the user. */
  readonly from: 'spec' | 'own';
  /** The brokers that replace those of the spec; may be a token. */
  readonly brokers: string | undefined;
}

export interface TierConfigCheck {
  readonly errors: SynthError[];
  /** Codes of errors that a comment in the spec silences, because the rendered text has no comments. */
  readonly ignored: readonly string[];
}

/**
 * A value that is known only at deployment. It is replaced with a reference to a variable, because for the linter that
 * can be any value.
 */
const TOKEN = /\$\{Token\[[^\]]*\]\}/g;
const ANY_VALUE = '${env:SPILLWAY_VALUE_AT_DEPLOYMENT}';

/** The text, with references to variables in place of what is known only at deployment. */
export function withoutTokens(text: string): string {
  return text.replaceAll(TOKEN, ANY_VALUE);
}

/** Lints the configuration of a tier for errors. {@link checkSecrets} checks the secrets of the spec. */
export function checkTierConfig(
  { spec: written, text }: LoadedPipeline,
  { tier, text: given, from, brokers }: TierConfig,
): TierConfigCheck {
  const { spec } = withDeployedBrokers(written, brokers);
  const config = withoutTokens(given);
  // The whole text is known only at deployment. The custom resource checks the one of the processing tier.
  if (config.trim() === ANY_VALUE) return { errors: [], ignored: [] };
  try {
    if (from === 'own') return { errors: ownErrors(spec, tier, config), ignored: [] };
    const { findings, ignored } = specFindings(spec, text, { [tier]: config });
    const errors = findings.filter(isError).filter(({ code }) => code !== 'SECRET_IN_CLEAR');
    return {
      errors: errors.map((finding) => configError(finding.code, placeInSpec(finding), finding.message)),
      ignored,
    };
  } catch (error) {
    // The settings of this version are not known.
    if (error instanceof SpillwayError && error.code === 'COLLECTOR_VERSION_UNKNOWN')
      return { errors: [], ignored: [] };
    throw error;
  }
}

/** Errors for secrets in plain text in the settings of a spec, because the spec is deployed with the controller. */
export function checkSecrets({ spec, text }: LoadedPipeline): SynthError[] {
  return specFindings(spec, text, {})
    .findings.filter(({ code }) => code === 'SECRET_IN_CLEAR')
    .map((finding) => ({
      code: 'CDK_SECRET_IN_CLEAR',
      message: `${placeInSpec(finding)}: ${finding.message}`,
      whatToDo: 'Otherwise the template and the code of the controller contain it.',
    }));
}

/** Errors for variables that hold a secret but do not come from the spec. {@link checkSecrets} finds those in the spec. */
export function checkEnvironmentSecrets(
  { deploy }: PipelineSpec,
  tier: Tier,
  environment: Record<string, string> = {},
): SynthError[] {
  const own = deploy[tier];
  const ofSpec = typeof own === 'string' ? {} : own.environment;
  const names = secretVariableNames(environment).filter((name) => ofSpec[name] !== environment[name]);
  return names.map((name) => ({
    code: 'CDK_SECRET_IN_CLEAR',
    message: `The variable ${name} of the ${tier} tier is in plain text, and the template would contain it.`,
    whatToDo: `Move it to deploy.${tier}.secrets, or pass it to the construct as one of secrets, and rotate it.`,
  }));
}

function ownErrors(spec: PipelineSpec, tier: Tier, text: string): SynthError[] {
  return tierFindings(spec, tier, text)
    .filter(isError)
    .map(({ code, place, message }) =>
      configError(code, `Configuration of the ${tier} tier, line ${place.line}`, message),
    );
}

function isError({ severity }: { severity: string }): boolean {
  return severity === 'error';
}

function placeInSpec({ path, place }: SpecFinding): string {
  return `${path.join('.')} (line ${place.line})`;
}

function configError(code: string, where: string, message: string): SynthError {
  const rule = ALL_RULES.find((each) => each.code === code);
  return {
    code: 'CDK_CONFIG_ERROR',
    message: `${where}: ${code} ${message}`,
    whatToDo: rule?.whatToDo ?? '',
  };
}
