import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, encode } from '../src/index.ts'
import { ALL_MESSAGES } from '../src/messages-by-name.ts'
import { MESSAGE_VERSIONS, messageArbitrary } from './message-arbitrary.ts'

const VALUES_PER_VERSION = 20

describe('every message at every version', () => {
  it.each(ALL_MESSAGES)('$name comes back as it was written', (schema) => {
    for (const messageVersion of MESSAGE_VERSIONS.filter((entry) => entry.schema === schema)) {
      const { version } = messageVersion

      const roundTrip = fc.property(messageArbitrary(messageVersion), (value) => {
        const decoded = decode(schema, version, encode(schema, version, value))
        expect(decoded, `version ${version}`).toStrictEqual(value)
      })

      fc.assert(roundTrip, { numRuns: VALUES_PER_VERSION })
    }
  })

  it.each(ALL_MESSAGES)('$name can be written with every field left out', (schema) => {
    for (let version = schema.minVersion; version <= schema.maxVersion; version++) {
      const decoded = decode(schema, version, encode(schema, version, {}))

      expect(encode(schema, version, decoded)).toEqual(encode(schema, version, {}))
    }
  })
})
