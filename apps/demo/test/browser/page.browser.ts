import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DemoProcess } from '../demo-process.ts'

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

let demo: DemoProcess | undefined
let browser: Browser
let page: Page
let addresses: { readonly express: string; readonly nest: string }
let pictures: string
const pageErrors: string[] = []

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `There is no Chromium at ${CHROMIUM}. Install it (Debian, Ubuntu: apt-get install chromium) ` +
        'or say where it is: CHROMIUM_PATH=/path/to/chromium npm run test:browser',
    )
  }
  demo = new DemoProcess({ PORT: '0' })
  addresses = await demo.addresses()
  browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_FLAGS })
  pictures = await mkdtemp(join(tmpdir(), 'headwater-demo-'))
})

beforeEach(async () => {
  pageErrors.splice(0)
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  page.on('pageerror', (error) => pageErrors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') pageErrors.push(message.text())
  })
  await page.goto(addresses.express)
  await page.getByText('Live', { exact: true }).waitFor()
  return async () => page.close()
})

afterAll(async () => {
  await browser?.close()
  if (demo === undefined) return
  demo.signal('SIGINT')
  expect(await demo.exitCode()).toBe(0)
})

describe('the page', () => {
  it('waits for a first record, then shows an order of its form with partition and offset', async () => {
    await page.getByText('No records yet').waitFor()
    await takePicture('empty')

    await fillIn({ customer: 'grace', item: 'punched cards', quantity: '3' })
    await page.getByRole('button', { name: 'Place order' }).click()

    const answer = await page.getByText(/^Stored in orders, partition \d, offset \d+/).textContent()
    const [, partition, offset] = answer?.match(/partition (\d+), offset (\d+)/) ?? []
    const cells = await cellsOfRow('punched cards')
    expect(cells.slice(0, 4)).toEqual(['orders', partition, offset, 'grace'])
    expect(JSON.parse(cells[4] ?? '')).toMatchObject({ item: 'punched cards', quantity: 3 })
    expect(cells[5]).toBe('Express')
    expect(pageErrors).toEqual([])
  })

  it('shows an order that the form sent to NestJS, and one that another client sent there', async () => {
    await fillIn({ customer: 'ada', item: 'notes', quantity: '1' })
    await page.getByLabel('NestJS').check()
    await page.getByRole('button', { name: 'Place order' }).click()
    expect((await cellsOfRow('notes'))[5]).toBe('NestJS')

    await fetch(`${addresses.nest}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customer: 'alan', item: 'tape', quantity: 2 }),
    })

    expect((await cellsOfRow('tape')).slice(3, 6)).toEqual(['alan', expect.any(String), 'NestJS'])
    await takePicture('records-light')
    await page.emulateMedia({ colorScheme: 'dark' })
    await takePicture('records-dark')
    await page.setViewportSize({ width: 390, height: 844 })
    await takePicture('records-narrow')
    expect(pageErrors).toEqual([])
  })

  it.each([1_280, 1_160, 1_100, 840, 700, 390])(
    'shows whole rows at a width of %i',
    async (width) => {
      await page.setViewportSize({ width, height: 800 })
      await page.locator('tbody tr').first().waitFor()

      const hidden = await page
        .getByRole('region', { name: 'Table of records' })
        .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)

      expect(hidden).toBe(0)
    },
  )

  it('says beside each field what the server refused', async () => {
    await fillIn({ customer: '', item: 'x'.repeat(101), quantity: '' })
    await page.getByRole('button', { name: 'Place order' }).click()

    await page.getByText('The order is not valid (HTTP 400)').waitFor()
    expect(await page.locator('.problem:visible').allTextContents()).toEqual([
      'This must be a text of 1 to 100 characters',
      'This must be a text of 1 to 100 characters',
      'This is missing',
    ])
    expect(await page.locator('#customer').getAttribute('aria-invalid')).toBe('true')
    await takePicture('refused')
  })

  it('shows markup in a record as the text it is', async () => {
    const markup = '<img src=x onerror="document.title=1"><b>bold</b>'
    await fillIn({ customer: markup, item: markup, quantity: '1' })
    await page.getByRole('button', { name: 'Place order' }).click()

    const cells = await cellsOfRow('onerror')

    expect(cells[3]).toBe(markup)
    expect(await page.locator('tbody img, tbody b').count()).toBe(0)
    expect(await page.title()).toBe('Headwater demo: orders')
    expect(pageErrors).toEqual([])
  })

  it('shows the records of before to a page that is opened later, each once', async () => {
    const rows = page.locator('tbody tr')
    await rows.first().waitFor()
    const before = await rows.evaluateAll((all) => all.map((row) => row.id).sort())

    await page.reload()
    await page.locator(`[id="${before[0]}"]`).waitFor()
    await page.locator(`[id="${before.at(-1)}"]`).waitFor()

    const after = await rows.evaluateAll((all) => all.map((row) => row.id).sort())
    expect(after).toEqual(before)
    expect(new Set(after).size).toBe(after.length)
  })
})

async function fillIn(order: { customer: string; item: string; quantity: string }): Promise<void> {
  await page.getByLabel('Customer').fill(order.customer)
  await page.getByLabel('Item').fill(order.item)
  await page.getByLabel('Quantity').fill(order.quantity)
}

/** The texts of the newest row that contains a text, once there is one. */
async function cellsOfRow(text: string): Promise<string[]> {
  const row = page.locator('tbody tr').filter({ hasText: text }).first()
  await row.waitFor()
  return row.locator('td').allTextContents()
}

async function takePicture(name: string): Promise<void> {
  const path = join(pictures, `${name}.png`)
  await page.screenshot({ path, fullPage: true, animations: 'disabled' })
  console.log(`Picture: ${path}`)
}
