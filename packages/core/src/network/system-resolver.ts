import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Resolver } from './resolver.ts'

/**
 * Asks the operating system (`getaddrinfo`, so `/etc/hosts` counts), for every address of the name, in the order in which
 * it gives them.
 */
export function createSystemResolver(): Resolver {
  return Object.freeze<Resolver>({
    async resolve(host) {
      if (isIP(host) !== 0) return [host]
      const addresses = await lookup(host, { all: true, order: 'verbatim' })
      return addresses.map((entry) => entry.address)
    },
  })
}
