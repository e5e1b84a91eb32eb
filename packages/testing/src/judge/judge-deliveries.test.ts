import { describe, expect, it } from 'vitest'
import { judgeTestBed, refusal } from '../../test/support/judge-test-bed.ts'

const at = (offset: number, partition = 0) => ({ partition, offset })

describe('verify, about one record', () => {
  it('finds nothing where every promise was kept', () => {
    const { store, sent, broken } = judgeTestBed()

    sent('a').acknowledged(at(0))
    sent('b').acknowledged(at(1))
    sent('c').rejected(refusal('possibly'))
    sent('d').rejected(refusal('possibly'))
    sent('e').rejected(refusal('no'))
    store(['a', 'b', 'c'])

    expect(broken()).toEqual([])
  })

  it('O1: finds an acknowledged record that is not stored', () => {
    const { sent, broken } = judgeTestBed()
    sent('a').acknowledged(at(0))
    expect(broken()).toEqual(['O1'])
  })

  it('O1: finds an acknowledged record that is stored twice', () => {
    const { store, sent, broken } = judgeTestBed()
    sent('a').acknowledged(at(0))
    store(['a'])
    store(['a'], {}, 1)
    expect(broken()).toEqual(['O1'])
  })

  it('O1: finds an acknowledged record at another offset, and in another partition', () => {
    const { store, sent, broken } = judgeTestBed()
    sent('a').acknowledged(at(1))
    sent('b').acknowledged(at(1, 1))
    store(['a', 'b'])
    expect(broken()).toEqual(['O1', 'O1'])
  })

  it('O1: takes the partition for it when nobody told the offset', () => {
    const { store, sent, broken } = judgeTestBed()
    sent('a').acknowledged(at(-1))
    sent('b').acknowledged(at(-1, 1))
    store(['a', 'b'])
    expect(broken()).toEqual(['O1'])
  })

  it('O1: counts what was deleted with its topic as stored', () => {
    const { store, sent, broken, kafka } = judgeTestBed()
    sent('a').acknowledged(at(0))
    sent('b').acknowledged(at(1))
    store(['a'])
    kafka.deleteTopic('t')
    kafka.createTopic('t')
    expect(broken()).toEqual(['O1'])
  })

  it('O1: counts a copy in a deleted topic and one in its successor as two', () => {
    const { store, sent, broken, kafka } = judgeTestBed()
    sent('a').acknowledged(at(0))
    store(['a'])
    kafka.deleteTopic('t')
    kafka.createTopic('t', { partitions: 2 })
    store(['a'])
    expect(broken()).toEqual(['O1'])
  })

  it('O1: does not miss what retention took', () => {
    const { store, sent, broken, kafka } = judgeTestBed()
    sent('a').acknowledged(at(0))
    sent('b').acknowledged(at(1))
    store(['a'])
    store(['b'])
    kafka.cluster.state.topic('t')?.partitions[0]?.log.deleteBefore(1)
    expect(broken()).toEqual([])
  })

  it('O1: takes a record for stored once that stands in a deleted topic, whatever its successor has forgotten', () => {
    const { store, sent, broken, kafka } = judgeTestBed()
    sent('a').acknowledged(at(0))
    sent('b').acknowledged(at(0))
    store(['a'])
    kafka.recreateTopic('t')
    store(['b'])
    kafka.deleteRecords('t', 0, 1)
    expect(broken()).toEqual([])
  })

  it.each([
    [false, []],
    [true, ['O1']],
  ])(
    'O1: a copy in a deleted topic is not the one that its successor has forgotten; unique %s',
    (unique, rules) => {
      const guarantees = { durable: true, unique, ordered: unique }
      const { store, sent, broken, kafka } = judgeTestBed({ guarantees })
      sent('b').rejected(refusal('possibly'))
      sent('a').acknowledged(at(0))
      store(['b', 'a'])
      kafka.recreateTopic('t')
      store(['a'])
      kafka.deleteRecords('t', 0, 1)
      expect(broken()).toEqual(rules)
    },
  )

  it('O1: finds a record at another offset than was told, though that one is forgotten', () => {
    const { store, sent, broken, kafka } = judgeTestBed()
    sent('b').rejected(refusal('possibly'))
    sent('a').acknowledged(at(0))
    store(['b', 'a'])
    kafka.deleteRecords('t', 0, 1)
    expect(broken()).toEqual(['O1'])
  })

  it('O2: finds a record that failed as not stored, and is', () => {
    const { store, sent, broken } = judgeTestBed()
    sent('a').rejected(refusal('no'))
    store(['a'])
    expect(broken()).toEqual(['O2'])
  })

  it('O3: finds a record that failed and is stored twice', () => {
    const { store, sent, broken } = judgeTestBed()
    sent('a').rejected(refusal('possibly'))
    store(['a'])
    store(['a'], {}, 1)
    expect(broken()).toEqual(['O3'])
  })

  it('O5: finds another key, other headers, another partition, another timestamp', () => {
    const { store, ledger, broken, clock } = judgeTestBed()
    const record = { topic: 't', partition: 1, key: 'k', headers: [['h', null] as const] }
    const entry = ledger.sent({ ...record, value: 'a', timestamp: clock.wallTime() - 1 })
    entry.rejected(refusal('possibly'))
    store(['a'])
    expect(broken()).toEqual(['O5', 'O5', 'O5', 'O5'])
  })

  it('O5: finds a record in a topic that it was not sent to', () => {
    const { store, ledger, broken } = judgeTestBed()
    ledger.sent({ topic: 'u', value: 'a' }).acknowledged(at(0))
    store(['a'])
    expect(broken()).toEqual(['O5'])
  })

  it('O5: finds a timestamp that is not the one that was told', () => {
    const { store, sent, broken, clock } = judgeTestBed()
    sent('a').acknowledged({ ...at(0), timestamp: clock.wallTime() + 1 })
    sent('untold').acknowledged({ ...at(-1), timestamp: clock.wallTime() + 1 })
    store(['a', 'untold'])
    expect(broken()).toEqual(['O5'])
  })

  it('O6: finds what never settled, settled twice, settled late, or failed without a word', () => {
    const { sent, broken, clock, error } = judgeTestBed({ withinMs: 10 })
    sent('never')
    const twice = sent('twice')
    twice.rejected(refusal('no'))
    twice.rejected(refusal('no'))
    sent('without a word').rejected(new Error('what'))
    const late = sent('late')
    clock.advance(10)
    const inTime = sent('in time')
    clock.advance(1)
    late.rejected(refusal('no'))
    clock.advance(9)
    inTime.rejected(refusal('no'))

    expect(broken()).toEqual(['O6', 'O6', 'O6', 'O6'])
    expect(error()?.findings.map(({ what }) => what)).toEqual([
      'record 0 never settled',
      'record 1 settled 2 times',
      'record 2 failed without saying whether it is stored: what',
      'record 3 settled 1.0 ms late',
    ])
  })

  it('follows promises', async () => {
    const { store, sent, broken } = judgeTestBed()
    await sent('a').follow(Promise.resolve(at(0)))
    await sent('b').follow(Promise.reject(refusal('no')))
    store(['a', 'b'])
    expect(broken()).toEqual(['O2'])
  })

  it('refuses a second record of the same value', () => {
    const { sent } = judgeTestBed()
    sent('a')
    expect(() => sent('a')).toThrow('Two records of this ledger have the value a')
  })
})

describe('verify, with fewer guarantees', () => {
  const guarantees = { durable: false, unique: false, ordered: false }

  it('allows loss, doubles and another order', () => {
    const { store, sent, broken } = judgeTestBed({ guarantees })
    sent('a').acknowledged(at(9))
    sent('b').acknowledged(at(0))
    sent('c').rejected(refusal('possibly'))
    store(['c', 'b', 'c', 'b'])
    expect(broken()).toEqual([])
  })

  it('allows no other bytes, and nothing that failed as not stored', () => {
    const { store, ledger, sent, broken } = judgeTestBed({ guarantees })
    ledger.sent({ topic: 't', key: 'k', value: 'a' }).acknowledged(at(0))
    sent('b').rejected(refusal('no'))
    store(['a', 'b', 'stranger'])
    expect(broken()).toEqual(['O5', 'O2', 'O5'])
  })
})
