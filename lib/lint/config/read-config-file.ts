import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import { SpillwayError } from '../../errors';
import { didYouMean } from '../../pipeline/nearest-names';
import { parseYaml } from '../../pipeline/yaml-document';
import { withoutQuotes } from '../../pipeline/yaml-error';
import { ALL_RULES } from '../all-rules';
import { collectorOf, type FileSettings, featureGatesOf } from './file-settings';

/** The content of a `.spillwaylint.yaml`. */
export interface ConfigFile extends FileSettings {
  /** If several match a file, the later one wins. */
  overrides: (FileSettings & { files: string[] })[];
}

const SETTINGS = ['version', 'distribution', 'featureGates', 'rules'];
const DISTRIBUTIONS = ['contrib', 'adot'];
const RULE_SETTINGS = ['off', 'error', 'warning', 'info'];

/** @throws SpillwayError `LINT_CONFIG_INVALID` */
export function readConfigFile(text: string, name: string): ConfigFile {
  const { document, lines } = parseYaml(text);
  const [broken] = document.errors;
  const reader = new Reader(document);
  if (broken) reader.fault(broken.pos[0], `The file is not YAML: ${withoutQuotes(broken.message)}.`);
  const file = broken ? { overrides: [] } : reader.file();
  if (reader.faults.length === 0) return file;
  const inOrder = reader.faults.sort((a, b) => a.offset - b.offset);
  const findings = inOrder.map(({ offset, message }) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col} ${message}`;
  });
  throw new SpillwayError(
    'LINT_CONFIG_INVALID',
    findings.length === 1 ? findings : [`${findings.length} findings:`, ...findings],
    'docs/lint-config.md lists all settings of the file.',
  );
}

/** Reads the nodes of the file and collects what is wrong with them. A wrong setting is left out. */
class Reader {
  readonly faults: { offset: number; message: string }[] = [];

  constructor(private readonly document: Document) {}

  fault(at: unknown, message: string): undefined {
    this.faults.push({ offset: typeof at === 'number' ? at : offsetOf(at), message });
    return undefined;
  }

  file(): ConfigFile {
    const pairs = this.map(this.document.contents, 'The file', [...SETTINGS, 'overrides']);
    const overrides = this.list(pairs, 'overrides', 'overrides');
    return {
      ...this.settings(pairs, ''),
      overrides: overrides.map((each, index) => this.override(each, `overrides[${index}]`)),
    };
  }

  private override(node: unknown, path: string): ConfigFile['overrides'][number] {
    const pairs = this.map(node, path, [...SETTINGS, 'files']);
    if (!pairs.has('files')) this.fault(node, `${path} has no files. Set a list of globs.`);
    const files = this.list(pairs, 'files', `${path}.files`);
    return {
      ...this.settings(pairs, `${path}.`),
      files: files.flatMap((each, index) => this.text(each, `${path}.files[${index}]`) ?? []),
    };
  }

  private settings(pairs: ReadonlyMap<string, unknown>, prefix: string): FileSettings {
    const read = <T>(key: string, reading: (node: unknown, path: string) => T | undefined) => {
      const value = pairs.has(key) ? reading(pairs.get(key), `${prefix}${key}`) : undefined;
      return value === undefined ? {} : { [key]: value };
    };
    const settings: FileSettings = {
      ...read('version', (node, path) => this.text(node, path)),
      ...read('distribution', (node, path) => this.word(node, path, DISTRIBUTIONS)),
      ...read('featureGates', (node, path) => this.text(node, path)),
      ...read('rules', (node, path) => this.rules(node, path)),
    };
    const check = (key: string, use: (settings: FileSettings) => unknown) => {
      if (!pairs.has(key)) return;
      try {
        use(settings);
      } catch (error) {
        if (!(error instanceof SpillwayError)) throw error;
        this.fault(pairs.get(key), `${prefix}${key}: ${error.message}`);
      }
    };
    check('version', collectorOf);
    check('featureGates', featureGatesOf);
    return settings;
  }

  private rules(node: unknown, path: string): FileSettings['rules'] {
    const codes = ALL_RULES.map(({ code }) => code);
    const settings = [...this.map(node, path, codes, 'rule')].map(([code, value]) => {
      return [code, this.word(value, `${path}.${code}`, RULE_SETTINGS)];
    });
    return Object.fromEntries(settings);
  }

  /** The pairs of a map by key. Nothing at all is an empty map. */
  private map(
    given: unknown,
    path: string,
    known: readonly string[],
    what = 'setting',
  ): Map<string, unknown> {
    const node = this.resolved(given);
    if (node === null || (isScalar(node) && node.value === null)) return new Map();
    if (!isMap(node)) {
      this.fault(given, `${path} must be a map.`);
      return new Map();
    }
    return new Map(
      node.items.flatMap(({ key, value }): [string, unknown][] => {
        const name = isScalar(key) ? String(key.value) : '';
        if (known.includes(name)) return [[name, value ?? key]];
        this.fault(key, `${path} has the unknown ${what} "${name}".${didYouMean(name, known)}`);
        return [];
      }),
    );
  }

  private list(pairs: ReadonlyMap<string, unknown>, key: string, path: string): unknown[] {
    const given = pairs.get(key);
    const node = this.resolved(given);
    if (isSeq(node)) return node.items;
    if (given !== undefined) this.fault(given, `${path} must be a list.`);
    return [];
  }

  private word(node: unknown, path: string, words: readonly string[]): string | undefined {
    const text = this.text(node, path);
    if (text === undefined || words.includes(text)) return text;
    return this.fault(node, `${path} must be one of ${words.join(', ')}.${didYouMean(text, words)}`);
  }

  /** As written: `0.160` is a version, not the number 0.16. */
  private text(given: unknown, path: string): string | undefined {
    const node = this.resolved(given);
    const value = isScalar(node) && node.value !== null ? (node.source ?? '') : '';
    return value === '' ? this.fault(given, `${path} must be text.`) : value;
  }

  private resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.document) : node;
  }
}

function offsetOf(node: unknown): number {
  return (node as Node | null | undefined)?.range?.[0] ?? 0;
}
