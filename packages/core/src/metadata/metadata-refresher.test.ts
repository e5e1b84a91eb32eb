import type { MetadataRequest } from '@headwater/protocol'
import { describe, expect, it } from 'vitest'
import { createRefresher, describeAll, described } from '../../test/scripted-metadata.ts'

const UNKNOWN_TOPIC = 3

/** Every topic is there but those that begin with `bad`. */
function withBadTopics(errorCode: number) {
  return (request: MetadataRequest) => ({
    ...describeAll(request),
    topics: (request.topics ?? []).map(({ name }) =>
      name?.startsWith('bad') === true ? described(name, errorCode) : described(name ?? ''),
    ),
  })
}

describe('MetadataRefresher', () => {
  it('asks once for all topics that were added in one turn', async () => {
    const { clock, refresher, asked, updates } = createRefresher()

    for (const name of ['a', 'b', 'a', 'c']) refresher.addTopic(name)
    await clock.runUntilIdle(50)

    expect(asked.map(({ topics }) => topics)).toEqual([['a', 'b', 'c']])
    expect(updates).toHaveLength(1)
    expect(updates[0]?.topics.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
    expect(updates[0]?.brokers).toEqual([{ nodeId: 1, host: 'one', port: 9092 }])
  })

  it('asks for no topic when it has none, never for all', async () => {
    const { clock, refresher, asked, updates } = createRefresher()

    refresher.refresh()
    await clock.runUntilIdle(50)

    expect(asked.map(({ topics }) => topics)).toEqual([[]])
    expect(updates[0]?.topics).toEqual([])
  })

  it('asks only for a topic that is new, and reports all that it knows', async () => {
    const { clock, refresher, asked, updates } = createRefresher()
    refresher.addTopic('a')
    await clock.runUntilIdle(50)

    refresher.addTopic('b')
    await clock.runUntilIdle(50)

    expect(asked.map(({ topics }) => topics)).toEqual([['a'], ['b']])
    expect(updates[1]?.topics.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(updates[1]?.topics[0]).toBe(updates[0]?.topics[0])
  })

  it('tells which topics an answer is about, and which request it answers', async () => {
    const { clock, refresher, updates } = createRefresher()
    refresher.addTopic('a')
    await clock.runUntilIdle(50)
    const before = refresher.asks

    refresher.addTopic('b')
    await clock.runUntilIdle(50)

    expect(updates.map(({ asked, ask }) => [[...asked], ask])).toEqual([
      [['a'], before],
      [['b'], before + 1],
    ])
  })

  it('makes one request of many calls, and one more of those that come while it is under way', async () => {
    const { clock, refresher, asked, pending } = createRefresher(() => null)
    for (let call = 0; call < 1_000; call++) refresher.refresh()
    await clock.runUntilIdle(50)
    for (let call = 0; call < 1_000; call++) refresher.refresh()
    await clock.runUntilIdle(50)
    const whileUnderWay = asked.length

    pending[0]?.reply(describeAll({ topics: [] }))
    await clock.runUntilIdle(5_000)

    expect(whileUnderWay).toBe(1)
    expect(asked).toHaveLength(2)
  })

  it('refreshes ever more slowly while nothing changes (S25)', async () => {
    const { clock, refresher, asked } = createRefresher()
    refresher.addTopic('a')
    await clock.runUntilIdle(0)
    const keepAsking = (): void => {
      refresher.refresh()
      if (clock.now() < 10_000) clock.setTimer(1, keepAsking)
    }

    keepAsking()
    await clock.runUntilIdle(10_000)

    const waits = asked.map(({ at }, index) => at - (asked[index - 1]?.at ?? 0)).slice(1)
    expect(waits.slice(0, 6)).toEqual([100, 200, 400, 500, 500, 500])
  })

  it('is quick again when something has changed', async () => {
    let leaderEpoch = 0
    const { clock, refresher, asked } = createRefresher((request) => ({
      ...describeAll(request),
      topics: [described('a', 0, leaderEpoch)],
    }))
    refresher.addTopic('a')
    for (let turn = 0; turn < 8; turn++) {
      refresher.refresh()
      await clock.runUntilIdle(1_000)
    }
    leaderEpoch = 1
    refresher.refresh()
    await clock.runUntilIdle(1_000)
    const changedAt = clock.now()

    refresher.refresh()
    await clock.runUntilIdle(1_000)

    expect((asked.at(-1)?.at ?? 0) - changedAt).toBeLessThanOrEqual(100)
  })

  it('refreshes at once when nobody has asked for long', async () => {
    const { clock, refresher, asked } = createRefresher()
    refresher.addTopic('a')
    for (let turn = 0; turn < 8; turn++) {
      refresher.refresh()
      await clock.runUntilIdle(1_000)
    }
    clock.advance(60_000)
    const before = clock.now()

    refresher.refresh()
    await clock.runUntilIdle(10)

    expect(asked.at(-1)?.at).toBe(before)
  })

  it('asks again for a topic that is not there yet, and for it alone, with a growing pause', async () => {
    const { clock, refresher, asked, updates } = createRefresher(withBadTopics(UNKNOWN_TOPIC))
    refresher.addTopic('good')
    refresher.addTopic('bad')

    await clock.runUntilIdle(3_500)

    expect(asked).toEqual([
      { at: 0, topics: ['good', 'bad'] },
      { at: 100, topics: ['bad'] },
      { at: 300, topics: ['bad'] },
      { at: 700, topics: ['bad'] },
      { at: 1_500, topics: ['bad'] },
      { at: 2_500, topics: ['bad'] },
      { at: 3_500, topics: ['bad'] },
    ])
    const last = updates.at(-1)
    expect(last?.topics.map(({ name }) => name)).toEqual(['good'])
    expect(last?.topicErrors.get('bad')).toMatchObject({
      name: 'UNKNOWN_TOPIC_OR_PARTITION',
      retriable: true,
    })
  })

  it('does not let a bad topic slow down a new one', async () => {
    const { clock, refresher, asked, updates } = createRefresher(withBadTopics(UNKNOWN_TOPIC))
    refresher.addTopic('bad')
    await clock.runUntilIdle(1_600)
    const addedAt = clock.now()

    refresher.addTopic('good')
    await clock.runUntilIdle(0)

    expect(asked.at(-1)).toEqual({ at: addedAt, topics: ['good'] })
    expect(updates.at(-1)?.topics.map(({ name }) => name)).toEqual(['good'])
  })

  it('shares requests among bad topics', async () => {
    const { clock, refresher, asked } = createRefresher(withBadTopics(UNKNOWN_TOPIC))
    for (let index = 0; index < 50; index++) {
      refresher.addTopic(`bad-${index}`)
      await clock.runUntilIdle(10)
    }
    const before = asked.length

    await clock.runUntilIdle(10_000)

    expect(asked.length - before).toBeLessThan(100)
  })

  it('leaves a topic alone that is forbidden, until it is told to refresh', async () => {
    const { clock, refresher, asked, updates } = createRefresher(withBadTopics(29))
    refresher.addTopic('bad')
    await clock.runUntilIdle(60_000)
    const unprompted = asked.length

    refresher.refresh()
    await clock.runUntilIdle(60_000)

    expect(unprompted).toBe(1)
    expect(asked).toHaveLength(2)
    expect(updates[0]?.topicErrors.get('bad')?.name).toBe('TOPIC_AUTHORIZATION_FAILED')
  })

  it('counts a topic that the answer leaves out as unknown', async () => {
    const { clock, refresher, updates } = createRefresher((request) => ({
      ...describeAll(request),
      topics: [described('not asked for')],
    }))
    refresher.addTopic('a')

    await clock.runUntilIdle(0)

    expect(updates[0]?.topics).toEqual([])
    expect(updates[0]?.topicErrors.get('a')?.name).toBe('UNKNOWN_TOPIC_OR_PARTITION')
  })

  it('keeps the epochs of a topic through an error', async () => {
    const answers = [described('a', 0, 7), described('a', UNKNOWN_TOPIC), described('a', 0, 6)]
    const { clock, refresher, updates } = createRefresher((request) => ({
      ...describeAll(request),
      topics: [answers.shift() ?? described('a', 0, 7)],
    }))
    refresher.addTopic('a')
    await clock.runUntilIdle(50)

    refresher.refresh()
    await clock.runUntilIdle(500)

    expect(updates.map(({ topics }) => topics[0]?.partitions[0]?.leaderEpoch)).toEqual([
      7,
      undefined,
      7,
    ])
  })

  it('asks for all topics when the view has become old, and not at all without topics', async () => {
    const { clock, refresher, asked } = createRefresher()
    refresher.addTopic('a')
    refresher.addTopic('b')
    await clock.runUntilIdle(600_500)
    const whileWanted = asked.map(({ at, topics }) => [at, topics.length])

    refresher.removeTopic('a')
    refresher.removeTopic('b')
    await clock.runUntilIdle()

    expect(whileWanted).toEqual([
      [0, 2],
      [300_000, 2],
      [600_000, 2],
    ])
    expect(asked).toHaveLength(3)
    expect(clock.pendingTimers).toBeLessThanOrEqual(1)
  })

  it('forgets a topic that was removed while it was asked for', async () => {
    const { clock, refresher, pending, updates } = createRefresher(() => null)
    refresher.addTopic('a')
    refresher.addTopic('b')
    await clock.runUntilIdle(10)

    refresher.removeTopic('a')
    pending[0]?.reply(describeAll({ topics: [{ name: 'a' }, { name: 'b' }] }))
    await clock.runUntilIdle(10)

    expect(updates[0]?.topics.map(({ name }) => name)).toEqual(['b'])
  })

  it('tells the pool the brokers before it tells its listener', async () => {
    const seen: (string | undefined)[] = []
    const created = createRefresher(undefined, {
      listener: {
        onMetadata: () => {
          created.pool.connection(1)
          created.clock.scheduleTurn(() => seen.push(created.network.dialed.at(-1)))
        },
        onLeadersMoved() {},
        onMetadataFailure() {},
      },
    })
    created.refresher.addTopic('a')

    await created.clock.runUntilIdle(10)

    expect(seen).toHaveLength(1)
    expect(created.network.dialed).toContain('one:9092')
  })
})
