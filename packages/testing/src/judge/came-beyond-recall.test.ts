import { describe, expect, it } from 'vitest'
import { refusal } from '../../test/support/judge-test-bed.ts'
import { networkTestBed } from '../../test/support/network-test-bed.ts'
import { DeliveryLedger } from './delivery-ledger.ts'
import { VerificationError } from './verification-error.ts'

interface Story {
  readonly clientCloses: boolean
  readonly told: 'acknowledged' | 'possibly' | 'no'
  /** Whether it is told after the record was stored. */
  readonly toldLate: boolean
  readonly newerId: bigint
}

const USUAL: Story = { clientCloses: true, told: 'possibly', toldLate: false, newerId: 8n }

/**
 * Two records on one connection, of which the second waits behind the first, whose answer is held; one more on another
 * connection, and then the broker comes to the one that waits.
 */
function brokenRules(changes: Partial<Story> = {}): string[] {
  const { clientCloses, told, toldLate, newerId } = { ...USUAL, ...changes }
  const { clock, kafka, network, dial, produceFrame } = networkTestBed()
  const ledger = new DeliveryLedger({ now: () => clock.now() })
  const [first, late, newer] = ['first', 'late', 'newer'].map((value) =>
    ledger.sent({ topic: 't', value }),
  )
  const settleLate = (): void => {
    if (told === 'acknowledged') late?.acknowledged({ partition: 0, offset: 2 })
    else late?.rejected(refusal(told))
  }
  const terms = { producerId: 7n, producerEpoch: 0 }
  const one = dial()
  const other = dial()
  network.links({ direction: 'toBroker' }).set({ losesEnd: true })
  clock.advance(0)
  const held = kafka.faults.on({ api: 'Produce', nth: 1 }).hold()
  const isSameId = newerId === terms.producerId
  one.socket.write([
    produceFrame('first', { ...terms, baseSequence: 0 }),
    produceFrame('late', { ...terms, baseSequence: isSameId ? 2 : 1 }),
  ])
  clock.advance(10)
  first?.acknowledged({ partition: 0, offset: 0 })
  if (clientCloses) one.socket.destroy()
  if (!toldLate) settleLate()
  other.socket.write([
    produceFrame('newer', {
      producerId: newerId,
      producerEpoch: 0,
      baseSequence: isSameId ? 1 : 0,
    }),
  ])
  clock.advance(10)
  newer?.acknowledged({ partition: 0, offset: 1 })
  held.remove()
  clock.advance(10)
  if (toldLate) settleLate()
  expect(kafka.records('t').map(({ value }) => value?.toString())).toEqual([
    'first',
    'newer',
    'late',
  ])
  try {
    kafka.verify(ledger)
    return []
  } catch (error) {
    if (error instanceof VerificationError) return error.findings.map(({ rule }) => rule)
    throw error
  }
}

describe('verify, about bytes that a broker reads late', () => {
  it('O4: lets a record be behind a newer one that the client had given up with its connection and its producer id', () => {
    expect(brokenRules()).toEqual([])
  })

  it.each<[string, Partial<Story>, string[]]>([
    ['the client could still have closed the connection', { clientCloses: false }, ['O4']],
    ['the client said that it is stored', { told: 'acknowledged' }, ['O4']],
    ['the client said that it is not stored', { told: 'no' }, ['O2', 'O4']],
    ['the client did not say so before', { toldLate: true }, ['O4']],
    ['the newer one has the same producer id', { newerId: 7n }, ['O4']],
  ])('O4: does not where %s', (_, changes, rules) => {
    expect(brokenRules(changes)).toEqual(rules)
  })
})
