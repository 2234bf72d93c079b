import { parse } from 'yaml';
import { checkComponent } from '../../../../lib/collector/schema';
import type { CheckOptions } from '../../../../lib/collector/schema/check-options';
import type { Section } from '../../../../lib/collector/schema/component-types';

export interface Around {
  /** Of the pipelines that use it; `traces` by default. */
  signals?: string[];
  extensions?: string[];
  options?: CheckOptions;
}

/** What is said of a component's settings (YAML), as `refusal key: message`. `receivers/kafka` names the component. */
export function complaints(
  component: string,
  settings: string,
  minor: number,
  around: Around = {},
): string[] {
  const [section = '', type = ''] = component.split('/');
  const { signals = ['traces'], extensions = [], options = {} } = around;
  const checked = checkComponent(
    { section: section as Section, id: type, type, settings: parse(settings), signals, extensions },
    { text: `0.${minor}.0`, minor },
    options,
  );
  return checked.map(({ refusal, path, message }) => `${refusal} ${path.slice(2).join('.')}: ${message}`);
}

/** The same without the words: `refusal key`. */
export function refusals(component: string, settings: string, minor: number, around: Around = {}): string[] {
  return complaints(component, settings, minor, around).map((line) => line.slice(0, line.indexOf(':')));
}
