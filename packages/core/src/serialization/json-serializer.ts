import { describeValue } from '../errors/describe-value.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { describeIssues } from './describe-issues.ts'
import type { SerializationContext, Serializer } from './serializer.ts'
import { type InferInput, isStandardSchema, type StandardSchema } from './standard-schema.ts'

/**
 * JSON, checked against a schema when one is given: zod, valibot, arktype or anything else that speaks Standard Schema.
 * What is written is the schema's output, with its defaults and transformations applied. Without a schema, `json<Order>()`
 * checks types at compile time only.
 *
 * A value that the schema refuses is rejected with `INVALID_RECORD`, which lists the first places and reasons. A value
 * without a JSON form (a `bigint`, a cycle, a function) is rejected with `SERIALIZATION_FAILED`, and so is every value of an
 * asynchronous schema: a record takes its place in the batch in the turn of its `send`.
 *
 * @throws {ProducerError} `INVALID_OPTION` when `schema` is no Standard Schema.
 * @public
 */
export function json<Schema extends StandardSchema>(schema: Schema): Serializer<InferInput<Schema>>
export function json<T = unknown>(): Serializer<T>
export function json(schema?: StandardSchema): Serializer<unknown> {
  if (schema === undefined) return PLAIN_JSON_SERIALIZER
  if (!isStandardSchema(schema)) {
    throw new ProducerError(
      'INVALID_OPTION',
      `json() takes a Standard Schema (zod, valibot, arktype…), not ${describeValue(schema)}`,
    )
  }
  return Object.freeze<Serializer<unknown>>({
    serialize: (value, context) => stringify(validate(schema, value, context), context),
  })
}

const PLAIN_JSON_SERIALIZER: Serializer<unknown> = Object.freeze<Serializer<unknown>>({
  serialize: stringify,
})

function validate(schema: StandardSchema, value: unknown, context: SerializationContext): unknown {
  const result = schema['~standard'].validate(value)
  if ('then' in result) throw asynchronousSchema(schema, result, context)
  if (result.issues === undefined) return result.value
  throw new ProducerError(
    'INVALID_RECORD',
    `The ${context.field} of a record for topic "${context.topic}" does not fit its schema: ` +
      describeIssues(result.issues),
    { topic: context.topic },
  )
}

function asynchronousSchema(
  schema: StandardSchema,
  result: PromiseLike<unknown>,
  context: SerializationContext,
): ProducerError {
  // The record is refused here, so nobody else will look at how the validation ends.
  Promise.resolve(result).catch(() => undefined)
  return new ProducerError(
    'SERIALIZATION_FAILED',
    `The ${context.field} schema of topic "${context.topic}" (${describeValue(schema['~standard'].vendor)}) ` +
      'validates asynchronously; validate before send, or use a synchronous schema',
    { topic: context.topic },
  )
}

function stringify(value: unknown, context: SerializationContext): string {
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch (error) {
    throw noJsonForm(value, context, error)
  }
  if (text === undefined) throw noJsonForm(value, context, undefined)
  return text
}

function noJsonForm(value: unknown, context: SerializationContext, cause: unknown): ProducerError {
  const reason = cause instanceof Error ? `: ${describeValue(cause.message)}` : ''
  return new ProducerError(
    'SERIALIZATION_FAILED',
    `The ${context.field} of a record for topic "${context.topic}", ${describeValue(value)}, has no JSON form${reason}`,
    { topic: context.topic, cause },
  )
}
