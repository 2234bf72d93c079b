import type { Component } from '../../collector/config/collector-config';
import type { LintContext } from '../rule';
import { FRANZ_GO_SINCE } from './kafka-client';
import { durationMsAt, textAt } from './values';

/** The receiver's default `metadata.refresh_interval`. */
const DEFAULT_MS = 600_000;

/** How long a new partition can stay unread; `undefined` for a version without the setting, or a value that is unknown. */
export function refreshMs(component: Component, { version }: LintContext): number | undefined {
  if (version.minor < FRANZ_GO_SINCE) return undefined;
  return durationMsAt(component.settings, ['metadata', 'refresh_interval'], DEFAULT_MS);
}

/** Under `latest` that is a loss, which the rules on initial_offset report. They name the default interval too. */
export function isReportedWithOffset(component: Component, context: LintContext): boolean {
  const { initialOffset, spec } = context.facts;
  if (initialOffset || spec || refreshMs(component, context) !== DEFAULT_MS) return false;
  return textAt(component.settings, ['initial_offset'], 'latest') === 'latest';
}

/** What the rules on initial_offset add to what is skipped. */
export function skippedOfNew(component: Component, context: LintContext): string {
  if (!isReportedWithOffset(component, context)) return '';
  return `, and of a new partition those of up to ${DEFAULT_MS / 1_000} s`;
}
