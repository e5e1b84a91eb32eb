import type { MessageSchema } from '@headwater/protocol'

interface VersionRange {
  readonly minVersion: number
  readonly maxVersion: number
}

/** What one broker said it speaks, per API. */
export class ApiVersionRanges {
  readonly #ranges: ReadonlyMap<number, VersionRange>

  constructor(apis: Iterable<VersionRange & { readonly apiKey: number }>) {
    const ranges = new Map<number, VersionRange>()
    for (const { apiKey, minVersion, maxVersion } of apis) {
      ranges.set(apiKey, { minVersion, maxVersion })
    }
    this.#ranges = ranges
  }

  /** The highest version that both sides speak and that is not above `limit`; −1 when there is none. */
  highest(schema: MessageSchema<unknown>, limit: number): number {
    const range = this.#ranges.get(schema.apiKey)
    if (range === undefined) return -1
    const version = Math.min(schema.maxVersion, range.maxVersion, limit)
    return version >= schema.minVersion && version >= range.minVersion ? version : -1
  }

  /** The broker's range for messages: `0–9`, or `none`. */
  describe(apiKey: number): string {
    const range = this.#ranges.get(apiKey)
    return range === undefined ? 'none' : `${range.minVersion}–${range.maxVersion}`
  }
}
