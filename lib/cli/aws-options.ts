import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { SpillwayError } from '../errors';
import { didYouMean } from '../pipeline/nearest-names';
import type { CliContext } from './context';

export interface AwsOptions {
  region?: string;
  profile?: string;
}

type Env = CliContext['env'];

/**
 * Makes `--region` and `--profile` the settings of all AWS clients in this process. As with the AWS CLI, the options win
 * over the environment. They also win over `aws.region` in the spec.
 */
export function applyAwsOptions({ region, profile }: AwsOptions, env: Env): void {
  if (region !== undefined) {
    env.AWS_REGION = region;
    env.SPILLWAY_AWS_REGION = region;
  }
  if (profile !== undefined) {
    env.AWS_PROFILE = profile;
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) delete env[name];
  }
}

/**
 * Checks that the selected profile exists before anything is contacted. Otherwise the SDK would only report that it
 * found no credentials.
 *
 * @throws SpillwayError `AWS_PROFILE_UNKNOWN`
 */
export function checkProfile(env: Env): void {
  const profile = env.AWS_PROFILE;
  if (!profile) return;
  const profiles = [
    ...profilesIn(
      env.AWS_CONFIG_FILE ?? path.join(homedir(), '.aws/config'),
      /^\[(?:profile\s+)?([^\]]+?)\s*\]/gm,
    ),
    ...profilesIn(
      env.AWS_SHARED_CREDENTIALS_FILE ?? path.join(homedir(), '.aws/credentials'),
      /^\[([^\]]+?)\s*\]/gm,
    ),
  ];
  if (profiles.includes(profile)) return;
  const known =
    profiles.length === 0 ? 'There are no profiles.' : `Profiles: ${[...new Set(profiles)].join(', ')}.`;
  throw new SpillwayError(
    'AWS_PROFILE_UNKNOWN',
    `The AWS profile "${profile}" does not exist.${didYouMean(profile, profiles)}`,
    `${known} Use one of them with --profile or AWS_PROFILE, or create it with aws configure.`,
  );
}

function profilesIn(file: string, header: RegExp): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return [...text.matchAll(header)].flatMap(([, name]) => name?.trim() ?? []);
}
