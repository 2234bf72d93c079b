import { MAX_DEPTH } from '../pipeline/nesting';
import { reading } from './examples';
import type { RuleInfo } from './rule';

/** Far above what an SSM parameter (8 KB) or a container's environment holds, or what people write. */
export const MAX_CHARACTERS = 2_000_000;
export const TOO_LARGE_WORDS = '2,000,000 characters';

/** The codes of the rules that apply to a whole text. */
export type ReadingCode =
  | 'CONFIG_TOO_LARGE'
  | 'CONFIG_NOT_YAML'
  | 'CONFIG_ALIASES_EXPLODE'
  | 'CONFIG_SECOND_DOCUMENT'
  | 'CONFIG_EMPTY'
  | 'CONFIG_NOT_A_MAP'
  | 'CONFIG_NOT_FOUND'
  | 'CONFIG_TEMPLATE';

/** The rules that apply to a whole text. They are checked while it is read. */
export const READING_RULES: readonly RuleInfo<ReadingCode>[] = [
  {
    code: 'CONFIG_NOT_YAML',
    severity: 'error',
    title: 'not valid YAML',
    explanation:
      'The text is not valid YAML, so no Collector starts with it. The usual causes are tabs as indentation, the same key twice in one map, and a bracket or quote that is not closed.',
    whatToDo: 'Fix the YAML at the line that the finding points to.',
    source: 'https://yaml.org/spec/1.2.2/',
    examples: {
      bad: `receivers:
  kafka: {brokers: [kafka:9092}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
      good: reading({ kafka: 'brokers: [kafka:9092]' }),
    },
  },
  {
    code: 'CONFIG_EMPTY',
    severity: 'error',
    title: 'empty configuration',
    explanation:
      'The text holds no configuration. A Collector needs at least one receiver, one exporter and one pipeline. If the text comes from an SSM parameter or a shell variable, that is probably not set.',
    whatToDo: 'Check where the text comes from, and pass a complete configuration.',
    source: 'https://opentelemetry.io/docs/collector/configuration/',
    examples: {
      bad: `# receivers:
`,
      good: reading({ kafka: 'brokers: [kafka:9092]' }),
    },
  },
  {
    code: 'CONFIG_NOT_A_MAP',
    severity: 'error',
    title: 'not a map of sections',
    explanation:
      'A configuration is a map with the sections receivers, processors, exporters, connectors, extensions and service. This text is a list or a single value. Often somebody passed a path or a name instead of the content.',
    whatToDo: 'Pass the content of the configuration file.',
    source: 'https://opentelemetry.io/docs/collector/configuration/',
    examples: {
      bad: `- processing.yaml
`,
      good: reading({ kafka: 'brokers: [kafka:9092]' }),
    },
  },
  {
    code: 'CONFIG_NOT_FOUND',
    severity: 'info',
    title: 'no Collector configuration in the file',
    explanation:
      'The file holds something else, such as a Kubernetes manifest, Helm values or a compose file, and no Collector configuration was found in it. Spillway recognises a configuration by its sections: receivers and exporters, or service with pipelines.',
    whatToDo: 'Nothing, if the file is not meant to hold one. Otherwise check the names of the sections.',
    source: 'docs/lint.md',
    examples: {
      bad: `apiVersion: v1
kind: Service
metadata: {name: gateway}
spec: {ports: [{port: 4317}]}
`,
      good: `apiVersion: v1
kind: ConfigMap
metadata: {name: gateway}
data:
  relay.yaml: |
    receivers: {kafka: {brokers: ["kafka:9092"]}}
    exporters: {debug: {}}
    service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
    },
  },
  {
    code: 'CONFIG_TEMPLATE',
    severity: 'warning',
    title: 'template that has not been rendered',
    explanation:
      'The text has expressions of a template, such as {{ .Values.topic }}, outside of strings, and is not valid YAML before they are replaced. So it was not checked.',
    whatToDo: 'Render it first and check the result: `helm template … | spillway lint -`.',
    source: 'docs/lint.md',
    examples: {
      bad: `receivers:
  kafka:
    brokers: [kafka:9092]
    {{- if .Values.tls }}
    tls: {}
    {{- end }}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
      good: reading({ kafka: 'brokers: [kafka:9092]\ntls: {}' }),
    },
  },
  {
    code: 'CONFIG_SECOND_DOCUMENT',
    severity: 'warning',
    title: 'second YAML document ignored',
    explanation:
      'The Collector reads only the first YAML document of a file. Everything after the next `---` has no effect, and the Collector logs nothing about it.',
    whatToDo:
      'Merge the two documents, or put the second one into its own file and pass both files with two --config flags.',
    source: 'docs/collector-facts.md',
    examples: {
      bad: `receivers: {kafka: {}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
---
processors: {batch: {}}
`,
      good: `receivers: {kafka: {}}
processors: {batch: {}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
    },
  },
  {
    code: 'CONFIG_ALIASES_EXPLODE',
    severity: 'error',
    title: 'aliases that expand without limit',
    explanation:
      'Aliases of aliases multiply into a tree that is too large to build, and an alias inside the value of its own anchor never ends. YAML readers refuse both, and so does the Collector.',
    whatToDo: 'Write the values out instead of using aliases.',
    source: 'https://en.wikipedia.org/wiki/Billion_laughs_attack',
    examples: {
      bad: `receivers:
  kafka: &kafka
    metadata: *kafka
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
      good: `receivers:
  kafka/a: &kafka {group_id: checkout}
  kafka: *kafka
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}
`,
    },
  },
  {
    code: 'CONFIG_TOO_LARGE',
    severity: 'error',
    title: 'too large to check',
    explanation: `Spillway does not check a text of more than ${TOO_LARGE_WORDS}. It is most likely not a configuration: an SSM parameter holds 8 KB at most, and an environment variable 128 KB. Of a manifest Spillway checks that many characters of the documents that may hold a configuration, and 1,000 configurations. Spillway also does not check maps and lists that are nested more than ${MAX_DEPTH} levels deep.`,
    whatToDo: 'Check that the file is a Collector configuration. Split a manifest that is larger.',
    source:
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html',
    examples: {
      bad: `receivers: ${'{a: '.repeat(MAX_DEPTH + 1)}1${'}'.repeat(MAX_DEPTH + 1)}\n`,
      good: reading({ kafka: 'brokers: [kafka:9092]' }),
    },
  },
];
