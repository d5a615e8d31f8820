import * as v from 'valibot';

/** `value` as `schema` wants it, or an error that names the file and each key at fault. */
export function validate<T extends v.GenericSchema>(
  schema: T,
  value: unknown,
  file: string
): v.InferOutput<T> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => `"${v.getDotPath(issue) ?? ''}": ${issue.message}`);
  throw new Error(`${file}: ${faults.join('; ')}`);
}
