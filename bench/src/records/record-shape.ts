/** What the records of a scenario look like. */
export interface RecordShape {
  /** How many different keys of 8 bytes; 0: records without a key. */
  readonly keyCount: number
  /** Letters of this many bytes, or JSON orders of about 500. */
  readonly value: { readonly kind: 'letters'; readonly bytes: number } | { readonly kind: 'orders' }
  /** What the caller hands over: bytes; text; or text keys with objects as values, which become JSON on the way. */
  readonly form: 'bytes' | 'strings' | 'objects'
  readonly headerCount: number
}

/** Few enough to stay in the processor's cache and many enough to reach every one of six partitions evenly. */
const FEW_KEYS = 4_096

/** What every scenario sends that does not say otherwise. */
export const USUAL_RECORDS = Object.freeze<RecordShape>({
  keyCount: FEW_KEYS,
  value: { kind: 'letters', bytes: 100 },
  form: 'bytes',
  headerCount: 0,
})
