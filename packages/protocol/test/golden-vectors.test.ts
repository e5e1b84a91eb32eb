import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage } from '../src/index.ts'
import { ALL_MESSAGES } from '../src/messages-by-name.ts'
import { fromVectorJson, withTaggedDefaults } from './vector-value.ts'

/** One message with the bytes that Kafka's own Java code writes for it. Tagged fields that are left out have their default. */
interface Vector {
  readonly message: string
  readonly version: number
  readonly value: Readonly<Record<string, unknown>>
  readonly hex: string
}

const vectors = readVectors()
const messageNames = [...new Set(vectors.map(({ message }) => message))]

describe('golden vectors from Java', () => {
  it('cover every request and response at every version', () => {
    const covered = new Set(vectors.map(({ message, version }) => `${message} v${version}`))
    const spoken = ALL_MESSAGES.filter(({ kind }) => kind !== 'header').flatMap(
      ({ name, minVersion, maxVersion }) =>
        Array.from({ length: maxVersion - minVersion + 1 }, (_, i) => `${name} v${minVersion + i}`),
    )

    expect(vectors).toHaveLength(1230)
    expect([...covered].toSorted()).toEqual(spoken.toSorted())
  })

  it.each(messageNames)('%s encodes to the same bytes', (name) => {
    for (const { version, value, hex } of vectorsOf(name)) {
      const encoded = encodeMessage(name, version, fromVectorJson(fieldsOf(name), value))

      expect(encoded.toString('hex'), `version ${version}`).toBe(hex)
    }
  })

  it.each(messageNames)('%s encodes to the same bytes with all defaults spelled out', (name) => {
    for (const { version, value, hex } of vectorsOf(name)) {
      const encoded = encodeMessage(name, version, completeValue(name, version, value))

      expect(encoded.toString('hex'), `version ${version}`).toBe(hex)
    }
  })

  it.each(messageNames)('%s decodes to the same value', (name) => {
    for (const { version, value, hex } of vectorsOf(name)) {
      const decoded = decodeMessage(name, version, Buffer.from(hex, 'hex'))

      expect(decoded, `version ${version}`).toStrictEqual(completeValue(name, version, value))
    }
  })
})

function readVectors(): Vector[] {
  const file = join(import.meta.dirname, 'vectors', 'messages.ndjson.gz')
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line))
}

function vectorsOf(name: string): Vector[] {
  return vectors.filter(({ message }) => message === name)
}

function fieldsOf(name: string) {
  const schema = ALL_MESSAGES.find((candidate) => candidate.name === name)
  if (schema === undefined) throw new Error(`${name} is not spoken`)
  return schema.fields
}

function completeValue(name: string, version: number, value: Vector['value']) {
  return withTaggedDefaults(fieldsOf(name), version, fromVectorJson(fieldsOf(name), value))
}
