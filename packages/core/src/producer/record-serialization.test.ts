import { ManualClock } from '@headwater/testing'
import { expect, it } from 'vitest'
import type { ProducerRecord } from '../record/producer-record.ts'
import type { HeaderBlock } from '../record-format/header-block.ts'
import { RecordSerialization } from './record-serialization.ts'
import { textOrBytes } from './text-or-bytes.ts'

const FORM = { key: textOrBytes, value: textOrBytes, headers: [] }

function serialize(
  serialization: RecordSerialization,
  headers: ProducerRecord['headers'],
): HeaderBlock | null {
  return serialization.serialize('t', { value: 'x', headers }, FORM).headers
}

it('keeps one block for the headers of all records', () => {
  const serialization = new RecordSerialization(new ManualClock(), 1_048_576, true)

  const first = serialize(serialization, { a: '1' })
  const none = serialize(serialization, undefined)
  const second = serialize(serialization, { b: '2' })

  expect(none).toBeNull()
  expect(second).toBe(first)
  expect(second?.pairs().map(([name]) => name)).toEqual(['b'])
})

it('keeps no block that had to take more than 16 KiB', () => {
  const serialization = new RecordSerialization(new ManualClock(), 1_048_576, true)

  const small = serialize(serialization, { a: 'x'.repeat(16_000) })
  const large = serialize(serialization, { a: 'x'.repeat(20_000) })
  const next = serialize(serialization, { a: '1' })

  expect(large).toBe(small)
  expect(next).not.toBe(large)
  expect(next?.capacity).toBeLessThan(1_000)
})
