import type { MessageSchema } from '@headwater/protocol'

/** A case asked for a version that the cluster does not list: what the case says is not about this cluster. */
export class UnspokenVersionError extends Error {
  override readonly name = 'UnspokenVersionError'
  /** Such as `Produce 13`. */
  readonly version: string

  constructor(schema: MessageSchema<unknown>, version: number) {
    const text = `${schema.name.replace(/Request$/, '')} ${version}`
    super(`The cluster does not list ${text}`)
    this.version = text
  }
}
