/** Carries a message's TypeScript type on its schema; it has no value. */
declare const messageType: unique symbol

/** Kafka's primitive types, as far as its messages use them. `records` is `bytes` that hold record batches. */
export type PrimitiveType =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uuid'
  | 'string'
  | 'bytes'
  | 'records'

/** A value that a definition names as the default of a field. */
export type FieldDefault = boolean | number | bigint | string | null

/** One field of a message: what it holds, and in which versions. */
export interface FieldSchema {
  readonly name: string
  readonly type: PrimitiveType | StructSchema
  /** Set when the field holds an array of `type`. */
  readonly array?: true
  /** The first version that has the field. */
  readonly since: number
  /** The last version that has the field; left out when every later version has it. */
  readonly until?: number
  /** The first version in which the field may be null; left out when it never may. */
  readonly nullableSince?: number
  /** The field's tag (KIP-482); left out when it has a fixed place. */
  readonly tag?: number
  /** The value of a field that is left out; where none is named it is zero, false, empty or a struct of defaults. */
  readonly default?: FieldDefault
  /** Set when the field keeps its plain encoding in flexible versions. */
  readonly flexible?: false
}

/** Fields that travel together. */
export interface StructSchema {
  readonly name: string
  readonly fields: readonly FieldSchema[]
}

/**
 * One of Kafka's messages at all its versions, as data. `T` is the type of its values.
 *
 * @public
 */
export interface MessageSchema<T> extends StructSchema {
  /** Kafka's number for the API; -1 for a header. */
  readonly apiKey: number
  readonly kind: 'request' | 'response' | 'header'
  readonly minVersion: number
  readonly maxVersion: number
  /** The first version with compact encodings and tagged fields (KIP-482); `Infinity` when there is none. */
  readonly flexibleFrom: number
  readonly [messageType]?: T
}
