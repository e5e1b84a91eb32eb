import { describe, expect, it } from 'vitest'
import { planCells } from './cell-plan.ts'

describe('planCells', () => {
  it('lets the clients take turns inside a round and another one begin each round', () => {
    const plan = planCells(['a'], ['headwater', 'kafkajs', 'java'], 3)

    expect(plan.map(({ round, client }) => `${round} ${client}`)).toEqual([
      '1 headwater',
      '1 kafkajs',
      '1 java',
      '2 kafkajs',
      '2 java',
      '2 headwater',
      '3 java',
      '3 headwater',
      '3 kafkajs',
    ])
  })

  it('asks the bare socket only for one send at a time', () => {
    const plan = planCells(['a', 'b', 'c'], ['kafkajs', 'bare-socket'], 1)

    expect(plan.map(({ scenario, client }) => `${scenario} ${client}`)).toEqual([
      'a kafkajs',
      'b kafkajs',
      'c kafkajs',
      'c bare-socket',
    ])
  })

  it('is empty when no client has a part in the scenario', () => {
    expect(planCells(['a'], ['bare-socket'], 2)).toEqual([])
  })
})
