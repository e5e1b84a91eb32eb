import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'

const NULL_BROKER_PROCESS = new URL('../../dist/broker/null-broker-process.js', import.meta.url)

it('outlives a Ctrl-C that its parent has still to answer', { timeout: 30_000 }, async () => {
  const program = `
    import { nullBrokerProcess } from ${JSON.stringify(NULL_BROKER_PROCESS.href)}
    const broker = await nullBrokerProcess()
    process.once('SIGINT', async () => {
      await broker.createTopic('late', 1)
      await broker.stop()
      process.exitCode = 130
    })
    console.log('ready')`
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  onTestFinished(() => void parent.kill('SIGKILL'))
  await once(parent.stdout, 'data')

  // The whole group, as a terminal does.
  process.kill(-(parent.pid ?? 0), 'SIGINT')

  expect(await once(parent, 'close')).toEqual([130, null])
})
