import { describe, expect, it } from 'vitest'
import { parseArguments } from './arguments.ts'
import { SCENARIO_IDS } from './scenarios/scenario.ts'

describe('parseArguments', () => {
  it('measures everything five times for three seconds when nothing is given', () => {
    expect(parseArguments([])).toEqual({
      scenarios: SCENARIO_IDS,
      clients: null,
      rounds: 5,
      seconds: 3,
      records: 10_000_000,
      idleSeconds: 60,
      broker: { kind: 'best' },
      reportsJson: false,
      savesReport: false,
      cpuProfilePath: null,
      wantsHelp: false,
    })
  })

  it('reads every option', () => {
    const args =
      '--only c --only a --only c-1k --clients java,headwater --rounds 1 --seconds 0.5 --records 2000 --idle-seconds 7 --broker null --json --save --cpu-prof profiles --help'

    expect(parseArguments(args.split(' '))).toEqual({
      scenarios: ['a', 'c-1k', 'c-10k'],
      clients: ['headwater', 'java'],
      rounds: 1,
      seconds: 0.5,
      records: 2_000,
      idleSeconds: 7,
      broker: { kind: 'null' },
      reportsJson: true,
      savesReport: true,
      cpuProfilePath: 'profiles',
      wantsHelp: true,
    })
  })

  it.each([
    { value: 'kafka', broker: { kind: 'kafka' } },
    { value: 'localhost:9092', broker: { kind: 'given', brokers: ['localhost:9092'] } },
    { value: 'a:1,[::1]:2', broker: { kind: 'given', brokers: ['a:1', '[::1]:2'] } },
  ])('takes $value for the broker', ({ value, broker }) => {
    expect(parseArguments(['--broker', value]).broker).toEqual(broker)
  })

  it.each([
    { args: ['--only', 'z'], message: 'or a letter of them, not "z"' },
    { args: ['--only', 'c-2k'], message: 'not "c-2k"' },
    { args: ['--clients', 'kafkajs,rust'], message: 'not "rust"' },
    { args: ['--clients', ''], message: '--clients is one of' },
    { args: ['--rounds', '0'], message: '--rounds is a whole number from 1 to 100, not "0"' },
    { args: ['--rounds', '1.5'], message: 'not "1.5"' },
    { args: ['--rounds', '101'], message: 'not "101"' },
    { args: ['--seconds', '0'], message: '--seconds is a number from 0.1 to 600, not "0"' },
    { args: ['--seconds', '601'], message: 'not "601"' },
    { args: ['--seconds', 'long'], message: 'not "long"' },
    { args: ['--records', '999'], message: '--records is a whole number from 1000 to' },
    { args: ['--idle-seconds', '0'], message: '--idle-seconds is a number from 0.1' },
    { args: ['--broker', 'localhost'], message: '--broker is kafka, null or host:port' },
    { args: ['--broker', 'a:1,'], message: 'not ""' },
    { args: ['--fast'], message: '--fast' },
    { args: ['everything'], message: 'everything' },
  ])('refuses $args', ({ args, message }) => {
    expect(() => parseArguments(args)).toThrow(message)
  })
})
