import type { AdvertisedApi } from './request-context.ts'

/** The APIs that one broker serves, in the versions that it tells clients of. */
export class ServedApis {
  readonly #all: readonly AdvertisedApi[]
  #ranges: ReadonlyMap<number, AdvertisedApi>
  #advertised: readonly AdvertisedApi[]

  constructor(all: readonly AdvertisedApi[]) {
    this.#all = all
    this.#advertised = all
    this.#ranges = byKey(all)
  }

  /** What ApiVersions tells. */
  get advertised(): readonly AdvertisedApi[] {
    return this.#advertised
  }

  serves(apiKey: number, version: number): boolean {
    const range = this.#ranges.get(apiKey)
    return range !== undefined && version >= range.minVersion && version <= range.maxVersion
  }

  /**
   * Serves an API in these versions only.
   *
   * @throws {RangeError} when that is nothing that it can serve.
   */
  limit(apiKey: number, minVersion: number, maxVersion: number): void {
    const full = this.#all.find((api) => api.apiKey === apiKey)
    const range = `${minVersion} to ${maxVersion}`
    if (full === undefined) throw new RangeError(`API ${apiKey} is not served at all`)
    if (minVersion > maxVersion || minVersion < full.minVersion || maxVersion > full.maxVersion) {
      const served = `${full.minVersion} to ${full.maxVersion}`
      throw new RangeError(`Versions ${range} of API ${apiKey}, of which ${served} are served`)
    }
    this.#ranges = new Map(this.#ranges).set(apiKey, { apiKey, minVersion, maxVersion })
    this.#advertised = [...this.#ranges.values()]
  }

  /**
   * Serves what a release of Kafka serves, as far as this cluster can.
   *
   * @param maxVersions By API key; an API that is missing did not exist.
   */
  follow(maxVersions: ReadonlyMap<number, number>): void {
    this.#advertised = this.#all.flatMap((api) => {
      const maxVersion = Math.min(maxVersions.get(api.apiKey) ?? -1, api.maxVersion)
      return maxVersion < api.minVersion ? [] : [{ ...api, maxVersion }]
    })
    this.#ranges = byKey(this.#advertised)
  }
}

function byKey(apis: readonly AdvertisedApi[]): ReadonlyMap<number, AdvertisedApi> {
  return new Map(apis.map((api) => [api.apiKey, api]))
}
