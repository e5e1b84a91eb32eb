/**
 * A key or value as a client takes it that knows bytes and text: an object becomes JSON, as its user would write it.
 */
export function plainValue(value: Buffer | string | object): Buffer | string {
  return typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value)
}
