/** A value that fits a JSON schema: what a model under Ollama's `format` would be made to say. Its words hold no figures. */
type Schema = Record<string, unknown>;

const words = 'Steady work on what was planned, with time kept for review. ';

/** The same schema gives the same value; `$ref` into `$defs` or `definitions` is followed. */
export function sampleFor(schema: Schema, root: Schema = schema): unknown {
  const known = fixedValue(schema);
  if (known) return known.value;
  const inner = resolve(schema, root);
  if (inner) return sampleFor(inner, root);
  switch (typeOf(schema)) {
    case 'object':
      return sampleObject(schema, root);
    case 'array':
      return sampleArray(schema, root);
    case 'number':
    case 'integer':
      return sampleNumber(schema);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return sampleString(schema);
  }
}

function fixedValue(schema: Schema): { value: unknown } | undefined {
  if ('const' in schema) return { value: schema.const };
  if (Array.isArray(schema.enum)) return { value: schema.enum[0] as unknown };
  return 'default' in schema ? { value: schema.default } : undefined;
}

/** Where the schema is only a pointer to, or a choice of, others. */
function resolve(schema: Schema, root: Schema): Schema | undefined {
  if (typeof schema.$ref === 'string') {
    const path = schema.$ref.replace(/^#\/?/, '').split('/').filter(Boolean);
    return path.reduce<Schema>((at, key) => (at[key] ?? {}) as Schema, root);
  }
  for (const key of ['anyOf', 'oneOf']) {
    const choices = schema[key];
    if (Array.isArray(choices)) return (choices as Schema[])[0];
  }
  if (Array.isArray(schema.allOf)) return mergeAll(schema.allOf as Schema[], root);
  return undefined;
}

function mergeAll(parts: Schema[], root: Schema): Schema {
  const resolved = parts.map((part) => resolve(part, root) ?? part);
  const properties = Object.assign({}, ...resolved.map((part) => part.properties as Schema)) as Schema;
  return { ...(Object.assign({}, ...resolved) as Schema), properties };
}

function typeOf(schema: Schema): unknown {
  if (Array.isArray(schema.type)) return (schema.type as unknown[]).find((type) => type !== 'null') ?? 'null';
  if (schema.type) return schema.type;
  if (schema.properties) return 'object';
  return schema.items ? 'array' : 'string';
}

function sampleObject(schema: Schema, root: Schema): Schema {
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  return Object.fromEntries(Object.entries(properties).map(([key, of]) => [key, sampleFor(of, root)]));
}

function sampleArray(schema: Schema, root: Schema): unknown[] {
  const most = Number(schema.maxItems ?? Infinity);
  const length = Math.min(Math.max(Number(schema.minItems ?? 1), 1), most);
  const items = (schema.items ?? { type: 'string' }) as Schema;
  return Array.from({ length }, () => sampleFor(items, root));
}

function sampleNumber(schema: Schema): number {
  const low = lowest(schema);
  const high = highest(schema);
  if (low === undefined) return high === undefined ? 1 : Math.min(1, high);
  if (schema.type === 'integer') return low;
  return high === undefined ? low : (low + high) / 2;
}

function lowest({ minimum, exclusiveMinimum, type }: Schema): number | undefined {
  if (typeof minimum === 'number') return type === 'integer' ? Math.ceil(minimum) : minimum;
  if (typeof exclusiveMinimum !== 'number') return undefined;
  return type === 'integer' ? Math.floor(exclusiveMinimum) + 1 : exclusiveMinimum + Number.EPSILON;
}

function highest({ maximum, exclusiveMaximum, type }: Schema): number | undefined {
  if (typeof maximum === 'number') return maximum;
  if (typeof exclusiveMaximum !== 'number') return undefined;
  return type === 'integer' ? Math.ceil(exclusiveMaximum) - 1 : exclusiveMaximum - Number.EPSILON;
}

const byFormat: Record<string, string> = {
  date: '2026-01-05',
  'date-time': '2026-01-05T09:00:00Z',
  time: '09:00:00Z',
  uuid: '00000000-0000-4000-8000-000000000000',
  email: 'engineer@example.com',
  uri: 'https://example.com/',
};

function sampleString({ format, minLength, maxLength }: Schema): string {
  const known = typeof format === 'string' ? byFormat[format] : undefined;
  if (known) return known;
  const least = Number(minLength ?? 0);
  const text = words.repeat(Math.max(1, Math.ceil(least / words.length))).trim();
  return text.padEnd(least, '.').slice(0, Number(maxLength ?? Infinity));
}
