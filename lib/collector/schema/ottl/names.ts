/**
 * Functions by the minor version in which they appear. This is the first dump that has them, or the version right after
 * the last dump that does not. From pkg/ottl/ottlfuncs and the processors.
 */
const FUNCTIONS: readonly { since: number; names: string }[] = [
  {
    since: 0,
    names:
      'Base64Decode Concat ConvertAttributesToElementsXML ConvertCase ConvertTextToElementsXML Day ' +
      'Decode Double Duration ExtractGrokPatterns ExtractPatterns FNV Format GetXML ' +
      'HasAttrKeyOnDatapoint HasAttrOnDatapoint Hex Hour Hours InsertXML Int IsBool IsDouble IsInt ' +
      'IsList IsMap IsMatch IsRootSpan IsString Len Log MD5 Microseconds Milliseconds Minute Minutes ' +
      'Month Nanoseconds Now ParseCSV ParseJSON ParseKeyValue ParseSimplifiedXML ParseXML RemoveXML ' +
      'SHA1 SHA256 SHA512 Seconds SliceToMap Sort SpanID Split String Substring Time ToKeyValueString ' +
      'TraceID TruncateTime URL UUID Unix UnixMicro UnixMilli UnixNano UnixSeconds UserAgent Year ' +
      'aggregate_on_attribute_value aggregate_on_attributes append ' +
      'convert_exponential_histogram_to_histogram convert_gauge_to_sum convert_sum_to_gauge ' +
      'convert_summary_count_val_to_sum convert_summary_sum_val_to_sum copy_metric delete_key ' +
      'delete_matching_keys extract_count_metric extract_sum_metric flatten keep_keys ' +
      'keep_matching_keys limit merge_maps replace_all_matches replace_all_patterns replace_match ' +
      'replace_pattern scale_metric set truncate_all ',
  },
  {
    since: 116,
    names:
      'Bool CommunityID ContainsValue FormatTime HasPrefix HasSuffix Index IsValidLuhn Keys ' +
      'Murmur3Hash Murmur3Hash128 Nanosecond ParseInt ParseSeverity ProfileID Second ToCamelCase ' +
      'ToLowerCase ToSnakeCase ToUpperCase Trim TrimPrefix TrimSuffix UUIDv7 Values Weekday XXH128 ' +
      'XXH3 convert_summary_quantile_val_to_gauge delete_index extract_percentile_metric ' +
      'merge_histogram_buckets set_semconv_span_name ',
  },
  {
    since: 146,
    names:
      'All Any Base64Encode Coalesce Filter Find IsEmpty IsInCIDR MapEach MapKeys ParseCEF ParseCLF ' +
      'ParseELF ParseLEEF Reduce When stringify_all ',
  },
  { since: 159, names: 'clear ' },
];

/** The contexts of statements, by the signal of their list. */
const CONTEXTS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    trace: ['resource', 'scope', 'span', 'spanevent'],
    metric: ['resource', 'scope', 'metric', 'datapoint', 'exemplar'],
    log: ['resource', 'scope', 'log'],
    profile: ['resource', 'scope', 'profile'],
  }),
);

const TIMES = 'time time_unix_nano start_time start_time_unix_nano end_time end_time_unix_nano';
/** The fields of each context. */
const FIELDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    resource: 'attributes dropped_attributes_count schema_url cache',
    span: `${TIMES} attributes cache dropped_attributes_count dropped_events_count dropped_links_count events flags kind links name parent_span_id span_id status trace_id trace_state`,
    spanevent: `${TIMES} attributes cache dropped_attributes_count event_index name`,
    metric: 'aggregation_temporality cache data_points description is_monotonic metadata name type unit',
    datapoint: `${TIMES} attributes bucket_counts cache count exemplars explicit_bounds flags negative offset positive quantile_values scale sum value_double value_int zero_count zero_threshold min max`,
    log: `${TIMES} attributes body cache dropped_attributes_count event_name flags observed_time observed_time_unix_nano severity_number severity_text span_id trace_id`,
  }),
);

/** The outer contexts that the paths of a context can use as well. */
const AROUND: ReadonlyMap<string, string> = new Map(
  Object.entries({
    resource: '',
    span: 'resource instrumentation_scope',
    spanevent: 'resource instrumentation_scope span',
    metric: 'resource instrumentation_scope',
    datapoint: 'resource instrumentation_scope metric',
    log: 'resource instrumentation_scope',
  }),
);

/** From this version on, a path can begin with its own context, or with `scope`. */
const PREFIX_SINCE = 116;
/** From this version on, a path can begin with `otelcol`, which is the client's request. */
const OTELCOL_SINCE = 146;

export function isFunction(name: string, minor: number): boolean {
  return FUNCTIONS.some(({ since, names }) => since <= minor && names.split(' ').includes(name));
}

/** The contexts that are possible in a list like `trace_statements`. */
export function contextsOf(signal: string): readonly string[] {
  return CONTEXTS.get(signal) ?? [];
}

/** Whether a path in this context can begin like this. True for a context whose fields are not known. */
export function isRoot(root: string, context: string, minor: number): boolean {
  const fields = FIELDS.get(context)?.split(' ');
  if (!fields) return true;
  const [first = '', second] = root.split('.');
  if (first === context && minor >= PREFIX_SINCE) return second === undefined || fields.includes(second);
  return fields.includes(first) || around(context, minor).includes(first);
}

/** Whether a path can begin like this in a place where the paths determine the context. */
export function isInferable(root: string, signal: string, minor: number): boolean {
  const [first = '', second] = root.split('.');
  if (first === 'otelcol') return minor >= OTELCOL_SINCE;
  if (!contextsOf(signal).includes(first)) return false;
  const fields = FIELDS.get(first)?.split(' ');
  return second === undefined || fields === undefined || fields.includes(second);
}

function around(context: string, minor: number): string[] {
  return [
    ...(AROUND.get(context) ?? '').split(' '),
    ...(minor >= PREFIX_SINCE ? ['scope'] : []),
    ...(minor >= OTELCOL_SINCE ? ['otelcol'] : []),
  ];
}
